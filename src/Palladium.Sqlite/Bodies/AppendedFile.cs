namespace Palladium.Sqlite.Bodies;

/// <summary>
/// A file that grows at its end, into space that was filled with zeros before: a sync then writes data only, and a disk that
/// fills up does not stop the next batch. Not safe for several threads but for <see cref="Read"/> and <see cref="Overwrite"/>.
/// </summary>
internal sealed class AppendedFile(IStoreFile file, long end) : IDisposable
{
    private const int Piece = 1 << 20;
    private const long Most = 32L << 20;
    private static readonly byte[] Zeros = new byte[Piece];
    private Task _reserving = Task.CompletedTask;
    private long _reserved = Math.Max(end, file.Length);

    /// <summary>Where the next bytes go.</summary>
    public long End { get; private set; } = end;

    /// <summary>Why no space could be taken in advance, or null. Appends go on while there is some.</summary>
    public string? Problem { get; private set; }

    /// <summary>Appends and syncs.</summary>
    /// <exception cref="IOException">Nobody knows what reached the disk: the store must be opened again.</exception>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (End + bytes.Length > _reserved)
        {
            Wait();
        }

        file.Write(End, bytes);
        file.Sync();
        End += bytes.Length;
        if (End > _reserved)
        {
            _reserved = End;
        }

        if (_reserving.IsCompleted && _reserved - End < Ahead / 2)
        {
            Wait();
            _reserving = Task.Run(Reserve);
        }
    }

    public int Read(long at, Span<byte> target) => file.Read(at, target);

    /// <summary>Changes what lies before the end; not durable before <see cref="Sync"/>.</summary>
    public void Overwrite(long at, ReadOnlySpan<byte> bytes) => file.Write(at, bytes);

    public void Sync() => file.Sync();

    /// <summary>Makes everything after a position zeros again, durably: what a crash left of a batch must never be read as a later one.</summary>
    public void CutAt(long position)
    {
        Wait();
        var buffer = new byte[Piece];
        var cut = false;
        for (var at = position; at < file.Length; at += Piece)
        {
            var read = file.Read(at, buffer);
            if (buffer.AsSpan(0, read).ContainsAnyExcept((byte)0))
            {
                file.Write(at, Zeros.AsSpan(0, read));
                cut = true;
            }
        }

        if (cut)
        {
            file.Sync();
        }

        End = position;
    }

    public void Dispose()
    {
        Wait();
        file.Dispose();
    }

    // As much again as is used, between 1 and 32 MiB: a small store stays small.
    private long Ahead => Math.Clamp(End, Piece, Most);

    private void Reserve()
    {
        var from = _reserved;
        var to = End + Ahead;
        try
        {
            for (var at = from; at < to; at += Piece)
            {
                var piece = Zeros.AsSpan(0, (int)Math.Min(Piece, to - at));
                file.Write(at, piece);
                // Piece by piece: an append that is synced meanwhile waits for one of them and not for all.
                file.Sync();
                _reserved = at + piece.Length;
            }

            Problem = null;
        }
        catch (IOException failure)
        {
            Problem = $"No space could be taken for further bodies: {failure.Message}";
        }
    }

    private void Wait() => _reserving.GetAwaiter().GetResult();
}
