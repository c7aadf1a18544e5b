namespace Palladium.Adapters.Host;

/// <summary>The machine's real files.</summary>
public sealed class HostFiles : IHostFiles
{
    /// <inheritdoc />
    public string? Text(string path) => Try(() => File.ReadAllText(path));

    /// <inheritdoc />
    public long? Length(string path)
    {
        // Opened, not only looked at: the length of a file that may not be read is of no use.
        var length = Try(() =>
        {
            using var file = Open(path);
            return (object)file.Length;
        });
        return (long?)length;
    }

    /// <inheritdoc />
    public byte[]? Bytes(string path, long offset, int count) => Try(() =>
    {
        using var file = Open(path);
        file.Seek(offset, SeekOrigin.Begin);
        var bytes = new byte[count];
        var read = file.ReadAtLeast(bytes, count, throwOnEndOfStream: false);
        return bytes[..read];
    });

    private static FileStream Open(string path) =>
        new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);

    private static T? Try<T>(Func<T> read)
        where T : class
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
