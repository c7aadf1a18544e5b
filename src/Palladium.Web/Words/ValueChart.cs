using System.Globalization;
using System.Text;
using Palladium.Web.Contract;

namespace Palladium.Web.Words;

/// <summary>The geometry of a small chart of readings with an optional threshold line. Pure; pixels of the view box.</summary>
public sealed class ValueChart
{
    private const double Left = 8;
    private const double Top = 14;
    private const double Bottom = 20;

    private readonly double _min;
    private readonly double _max;
    private readonly double _height;
    private readonly double _right;
    private readonly DateTimeOffset _from;
    private readonly double _seconds;

    /// <summary>Lays out readings (oldest first, at least one) in a box of the given size.</summary>
    public ValueChart(IReadOnlyList<ReadingDto> readings, double? threshold, double width, double height)
    {
        ArgumentOutOfRangeException.ThrowIfZero(readings.Count);
        _height = height;
        _right = width - 48;
        _from = readings[0].Time;
        _seconds = Math.Max(1, (readings[^1].Time - _from).TotalSeconds);
        var low = Math.Min(readings.Min(reading => reading.Value), threshold ?? double.PositiveInfinity);
        var high = Math.Max(readings.Max(reading => reading.Value), threshold ?? double.NegativeInfinity);
        var margin = high - low is > 0 and var span ? span * 0.12 : Math.Max(1, Math.Abs(high) * 0.1);
        (_min, _max) = (low - margin, high + margin);

        var path = new StringBuilder();
        foreach (var reading in readings)
        {
            path.Append(path.Length == 0 ? 'M' : 'L').Append(Text(X(reading.Time))).Append(' ').Append(Text(Y(reading.Value)));
        }

        Path = path.ToString();
        LastX = X(readings[^1].Time);
        LastY = Y(readings[^1].Value);
        Low = readings.Min(reading => reading.Value);
        High = readings.Max(reading => reading.Value);
    }

    /// <summary>SVG path of the series.</summary>
    public string Path { get; }

    /// <summary>Where the last reading is.</summary>
    public double LastX { get; }

    /// <summary>Where the last reading is.</summary>
    public double LastY { get; }

    /// <summary>The lowest reading.</summary>
    public double Low { get; }

    /// <summary>The highest reading.</summary>
    public double High { get; }

    /// <summary>Where the plot ends at the right; labels go beyond it.</summary>
    public double Right => _right;

    /// <summary>The vertical place of a value.</summary>
    public double Y(double value) => Top + ((_max - value) / (_max - _min) * (_height - Top - Bottom));

    /// <summary>The horizontal place of a time.</summary>
    public double X(DateTimeOffset time) => Left + ((time - _from).TotalSeconds / _seconds * (_right - Left));

    /// <summary>A coordinate as SVG wants it.</summary>
    public static string Text(double coordinate) => coordinate.ToString("0.#", CultureInfo.InvariantCulture);
}
