using System.Text;

namespace Palladium.Adapters.Host;

/// <summary>
/// Counts failed log-ins since it last looked, from the first source that may be read: <c>btmp</c> (one record of 384 bytes each,
/// as <c>lastb</c> reads it), else the lines of <c>auth.log</c> or <c>secure</c> that tell of one.
/// </summary>
internal sealed class FailedLogins(IHostFiles files)
{
    private const int Record = 384;
    private const int MaxRead = 4 * 1024 * 1024;
    private static readonly string[] TextLogs = ["/var/log/auth.log", "/var/log/secure"];
    private (string Path, long At)? _before;

    public HostValue Read()
    {
        foreach (var path in (string[])["/var/log/btmp", .. TextLogs])
        {
            if (files.Length(path) is { } length)
            {
                return Since(path, length);
            }
        }

        _before = null;
        return HostValue.None("1", "not readable here");
    }

    private HostValue Since(string path, long length)
    {
        var before = _before;
        var text = Array.IndexOf(TextLogs, path) >= 0;
        if (before is not { } old || old.Path != path)
        {
            _before = (path, length);
            return HostValue.None("1", "counting begins with this reading");
        }

        // Shorter than before: rotated, and all that is in it is new.
        var from = length < old.At ? 0 : old.At;
        if (!text)
        {
            var whole = (length - from) / Record;
            _before = (path, from + (whole * Record));
            return HostValue.Of(whole, "1");
        }

        if (files.Bytes(path, from, (int)Math.Min(MaxRead, length - from)) is not { } bytes)
        {
            return HostValue.None("1", "not readable here");
        }

        // A line that is still being written is counted next time.
        var end = bytes.Length == MaxRead ? MaxRead : Array.LastIndexOf(bytes, (byte)'\n') + 1;
        _before = (path, from + end);
        return HostValue.Of(Encoding.UTF8.GetString(bytes, 0, end).Split('\n').Count(IsFailure), "1");
    }

    private static bool IsFailure(string line) =>
        line.Contains("Failed password", StringComparison.Ordinal)
        || line.Contains("FAILED LOGIN", StringComparison.Ordinal)
        || line.Contains("Failed publickey", StringComparison.Ordinal);
}
