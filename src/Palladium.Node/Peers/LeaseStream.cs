using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Palladium.Federation.Release;

namespace Palladium.Node.Peers;

/// <summary>First line of a live lease.</summary>
/// <param name="Section">What the recipient lacks of the holder's log.</param>
/// <param name="Release">The release entry that permits the stream.</param>
internal sealed record LeaseBegin(LogSection Section, ProvenEntry Release);

/// <summary>Last line of a live lease.</summary>
/// <param name="Count">Rows.</param>
/// <param name="Sha256">Over every row's bytes, each followed by a newline.</param>
internal sealed record LeaseEnd(long Count, string Sha256);

/// <summary>
/// Lines of a live lease: <c>B</c> and the beginning, <c>R</c> and a row each, <c>E</c> and the end. A letter in front keeps rows apart
/// from what is said about them whatever a row holds.
/// </summary>
internal static class LeaseStream
{
    public const string MediaType = "application/vnd.palladium.lease";

    public const int MaxRow = 1 << 20;
}

/// <summary>The holder's side; counts and hashes what it wrote.</summary>
internal sealed class LeaseWriter(Stream stream) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Count { get; private set; }

    public bool Complete { get; private set; }

    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public Task BeginAsync(LeaseBegin begin, CancellationToken cancellation) =>
        LineAsync('B', JsonSerializer.SerializeToUtf8Bytes(begin, PeerJson.Options), cancellation);

    public async Task RowAsync(ReadOnlyMemory<byte> row, CancellationToken cancellation)
    {
        if (row.Length > LeaseStream.MaxRow || row.Span.Contains((byte)'\n'))
        {
            throw new ArgumentException("A row is one line of at most 1 MiB.", nameof(row));
        }

        await LineAsync('R', row, cancellation);
        _hash.AppendData(row.Span);
        _hash.AppendData("\n"u8);
        Count++;
    }

    public async Task EndAsync(CancellationToken cancellation)
    {
        await LineAsync('E', JsonSerializer.SerializeToUtf8Bytes(new LeaseEnd(Count, Sha256), PeerJson.Options), cancellation);
        Complete = true;
    }

    public void Dispose() => _hash.Dispose();

    private async Task LineAsync(char kind, ReadOnlyMemory<byte> content, CancellationToken cancellation)
    {
        var line = ArrayPool<byte>.Shared.Rent(content.Length + 2);
        try
        {
            line[0] = (byte)kind;
            content.CopyTo(line.AsMemory(1));
            line[content.Length + 1] = (byte)'\n';
            await stream.WriteAsync(line.AsMemory(0, content.Length + 2), cancellation);
            await stream.FlushAsync(cancellation);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(line, clearArray: true);
        }
    }
}

/// <summary>The recipient's side; counts and hashes what it read, and compares at the end.</summary>
internal sealed class LeaseReader(Stream stream) : IDisposable
{
    // The first line holds a section of the log; rows are far smaller.
    private readonly StreamReader _lines = new(stream, new UTF8Encoding(false, true), false, 16_384, leaveOpen: true);
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public long Count { get; private set; }

    public bool Complete { get; private set; }

    public string Sha256 => Convert.ToHexStringLower(_hash.GetCurrentHash());

    public void Dispose()
    {
        _lines.Dispose();
        _hash.Dispose();
    }

    public async Task<LeaseBegin?> BeginAsync(CancellationToken cancellation) =>
        await _lines.ReadLineAsync(cancellation) is ['B', .. var text] ? JsonSerializer.Deserialize<LeaseBegin>(text, PeerJson.Options) : null;

    public async Task FollowAsync(Func<ReadOnlyMemory<byte>, CancellationToken, ValueTask> onRow, CancellationToken cancellation)
    {
        while (await _lines.ReadLineAsync(cancellation) is ['R' or 'E', ..] line)
        {
            if (line[0] == 'E')
            {
                var end = JsonSerializer.Deserialize<LeaseEnd>(line[1..], PeerJson.Options);
                Complete = end is not null && end.Count == Count && end.Sha256 == Sha256;
                return;
            }

            var row = Encoding.UTF8.GetBytes(line[1..]);
            _hash.AppendData(row);
            _hash.AppendData("\n"u8);
            Count++;
            await onRow(row, cancellation);
        }
    }
}
