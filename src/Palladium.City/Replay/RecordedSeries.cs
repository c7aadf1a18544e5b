using Palladium.Records;

namespace Palladium.City.Replay;

/// <summary>One value as it was recorded.</summary>
/// <param name="RecordedAt">When it was measured, as the file says (read as UTC where the file names no zone).</param>
/// <param name="Value">The value, finite.</param>
public readonly record struct RecordedValue(DateTimeOffset RecordedAt, double Value);

/// <summary>
/// A series that somebody recorded earlier, to be played again faster than it happened. What it says it is, it says with every
/// screen that shows it: see <see cref="Label"/>. Immutable; safe for many threads.
/// </summary>
public sealed class RecordedSeries
{
    internal RecordedSeries(string name, string label, string unit, IReadOnlyList<RecordedValue> values)
    {
        (Name, Label, Unit, Values) = (name, label, unit, values);
    }

    /// <summary>Short name: the file and column.</summary>
    public string Name { get; }

    /// <summary>Where, what and from when it is, in words: <c>Air temperature, recorded in Seattle 2012 to 2015, replayed</c>.</summary>
    public string Label { get; }

    /// <summary>UCUM code; empty when unknown.</summary>
    public string Unit { get; }

    /// <summary>The values by time; never empty.</summary>
    public IReadOnlyList<RecordedValue> Values { get; }

    /// <summary>
    /// The value that is due after some time of playing. Begins again at the end.
    /// </summary>
    /// <param name="playedFor">How long it has been playing; not negative.</param>
    /// <param name="pace">How much faster than recorded: 3600 plays an hour in a second.</param>
    public RecordedValue At(TimeSpan playedFor, double pace)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(playedFor, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pace);
        var first = Values[0].RecordedAt;
        var span = Math.Max(1, (Values[^1].RecordedAt - first).TotalSeconds);
        var due = first.AddSeconds(playedFor.TotalSeconds * pace % span);
        int low = 0, high = Values.Count - 1;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = Values[middle].RecordedAt <= due ? (middle, high) : (low, middle - 1);
        }

        return Values[low];
    }

    /// <summary>Daily highest temperature of <c>seattle-weather.csv</c> (vega-datasets), in degrees Celsius.</summary>
    public static Outcome<RecordedSeries> SeattleTemperature(string file) => RecordedCsv.Read(
        file, "date", "temp_max", "seattle-weather/temp_max", "Cel", "Highest temperature of the day, recorded in Seattle, replayed");

    /// <summary>Daily wind of <c>seattle-weather.csv</c> (vega-datasets), in metres per second.</summary>
    public static Outcome<RecordedSeries> SeattleWind(string file) => RecordedCsv.Read(
        file, "date", "wind", "seattle-weather/wind", "m/s", "Wind, recorded in Seattle, replayed");

    /// <summary>Daily precipitation of <c>seattle-weather.csv</c> (vega-datasets), in millimetres.</summary>
    public static Outcome<RecordedSeries> SeattleRain(string file) => RecordedCsv.Read(
        file, "date", "precipitation", "seattle-weather/precipitation", "mm", "Rain of the day, recorded in Seattle, replayed");

    /// <summary>A series of the Numenta Anomaly Benchmark: columns <c>timestamp</c> and <c>value</c>.</summary>
    /// <param name="file">The CSV file.</param>
    /// <param name="what">What it is, for its label: <c>Machine temperature</c>.</param>
    /// <param name="unit">UCUM code, or empty.</param>
    public static Outcome<RecordedSeries> Nab(string file, string what, string unit) => RecordedCsv.Read(
        file, "timestamp", "value", Path.GetFileNameWithoutExtension(file), unit, $"{what}, recorded (Numenta Anomaly Benchmark), replayed");
}
