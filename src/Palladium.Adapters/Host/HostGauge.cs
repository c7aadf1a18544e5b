using System.Globalization;

namespace Palladium.Adapters.Host;

/// <summary>Reads the load, memory, network traffic and failed log-ins of the machine that the node runs on. Not thread-safe.</summary>
/// <param name="files">The machine's files.</param>
/// <param name="time">For rates.</param>
public sealed class HostGauge(IHostFiles files, TimeProvider time)
{
    private const string Unreadable = "not readable here";
    private const string First = "counting begins with this reading";
    private readonly FailedLogins _logins = new(files);
    private (long In, long Out, long Stamp)? _before;

    /// <summary>Reads everything now. Rates and counts are since the reading before; the first has none.</summary>
    public HostReading Read()
    {
        var (received, sent) = Network();
        return new HostReading(time.GetUtcNow(), Load(), Memory(), received, sent, _logins.Read());
    }

    private HostValue Load() =>
        files.Text("/proc/loadavg")?.Split(' ') is [var one, ..] && Number(one) is { } load
            ? HostValue.Of(load, "1")
            : HostValue.None("1", Unreadable);

    private HostValue Memory()
    {
        var text = files.Text("/proc/meminfo");
        return Kilobytes(text, "MemTotal:") is { } total and > 0 && Kilobytes(text, "MemAvailable:") is { } available && available <= total
            ? HostValue.Of(100 * (total - available) / total, "%")
            : HostValue.None("%", Unreadable);
    }

    private (HostValue In, HostValue Out) Network()
    {
        var stamp = time.GetTimestamp();
        if (Counters(files.Text("/proc/net/dev")) is not { } now)
        {
            _before = null;
            return (HostValue.None("By/s", Unreadable), HostValue.None("By/s", Unreadable));
        }

        var before = _before;
        _before = (now.In, now.Out, stamp);
        var seconds = before is { } b ? time.GetElapsedTime(b.Stamp, stamp).TotalSeconds : 0;

        // Counters that fell: an interface went away. A rate over that would be invented.
        return before is { } old && seconds > 0 && now.In >= old.In && now.Out >= old.Out
            ? (HostValue.Of((now.In - old.In) / seconds, "By/s"), HostValue.Of((now.Out - old.Out) / seconds, "By/s"))
            : (HostValue.None("By/s", First), HostValue.None("By/s", First));
    }

    private static (long In, long Out)? Counters(string? text)
    {
        if (text is null)
        {
            return null;
        }

        var (sumIn, sumOut, found) = (0L, 0L, false);
        foreach (var line in text.Split('\n'))
        {
            var colon = line.IndexOf(':', StringComparison.Ordinal);
            var fields = colon < 0 ? [] : line[(colon + 1)..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (fields.Length >= 16 && line[..colon].Trim() != "lo"
                && long.TryParse(fields[0], NumberStyles.None, CultureInfo.InvariantCulture, out var received)
                && long.TryParse(fields[8], NumberStyles.None, CultureInfo.InvariantCulture, out var sent))
            {
                (sumIn, sumOut, found) = (sumIn + received, sumOut + sent, true);
            }
        }

        return found ? (sumIn, sumOut) : null;
    }

    private static double? Kilobytes(string? text, string name) =>
        text?.Split('\n').FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) is { } line
            ? Number(line[name.Length..].Replace("kB", "", StringComparison.Ordinal).Trim())
            : null;

    private static double? Number(string text) =>
        double.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number)
            ? number
            : null;
}
