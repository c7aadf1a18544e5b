using System.Buffers.Binary;
using System.Text;

namespace Palladium.Log;

/// <summary>
/// Takes an <c>add-entries</c> body apart while it arrives; never holds more than one package. A body that ends, or a connection that breaks, in the
/// middle of something gives null for it.
/// </summary>
internal sealed class EntryUploadReader(Stream body) : IAsyncDisposable
{
    private readonly BufferedStream _body = new(body, 1 << 16);

    /// <summary>The beginning; null when it is cut short or malformed.</summary>
    public async ValueTask<EntryUpload?> BeginAsync(CancellationToken cancellation)
    {
        if (await BlockAsync(cancellation) is not { } origin || await BytesAsync(16, cancellation) is not { } range
            || await BlockAsync(cancellation) is not { } ticket || !System.Text.Unicode.Utf8.IsValid(origin))
        {
            return null;
        }

        var start = BinaryPrimitives.ReadInt64BigEndian(range);
        var end = BinaryPrimitives.ReadInt64BigEndian(range.AsSpan(8));
        return start < 0 || end < start ? null : new EntryUpload(Encoding.UTF8.GetString(origin), start, end, ticket);
    }

    /// <summary>The next package of so many entries; null when the body ends before it does or it has too many hashes.</summary>
    public async ValueTask<(ReadOnlyMemory<byte>[] Leaves, TreeHash[] Proof)?> PackageAsync(int entries, CancellationToken cancellation)
    {
        var leaves = new ReadOnlyMemory<byte>[entries];
        for (var i = 0; i < entries; i++)
        {
            if (await BlockAsync(cancellation) is not { } leaf)
            {
                return null;
            }

            leaves[i] = leaf;
        }

        if (await BytesAsync(1, cancellation) is not [<= LogLines.MostHashes and var count]
            || await BytesAsync(count * TreeHash.Size, cancellation) is not { } hashes)
        {
            return null;
        }

        return (leaves, [.. hashes.Chunk(TreeHash.Size).Select(hash => new TreeHash(hash))]);
    }

    public ValueTask DisposeAsync() => _body.DisposeAsync();

    private async ValueTask<byte[]?> BlockAsync(CancellationToken cancellation) =>
        await BytesAsync(2, cancellation) is { } length ? await BytesAsync(BinaryPrimitives.ReadUInt16BigEndian(length), cancellation) : null;

    private async ValueTask<byte[]?> BytesAsync(int count, CancellationToken cancellation)
    {
        var bytes = new byte[count];
        try
        {
            return await _body.ReadAtLeastAsync(bytes, count, throwOnEndOfStream: false, cancellation) == count ? bytes : null;
        }
        catch (IOException)
        {
            // The connection broke: what was read before counts, as when the body had ended here.
            return null;
        }
    }
}
