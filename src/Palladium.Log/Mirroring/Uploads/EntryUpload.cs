using System.Buffers;
using System.Buffers.Binary;
using System.Text;

namespace Palladium.Log;

/// <summary>Beginning of an <c>add-entries</c> body (C2SP tlog-mirror): whose entries, which, for which checkpoint.</summary>
/// <param name="Origin">The log.</param>
/// <param name="Start">First entry uploaded.</param>
/// <param name="End">Size of the checkpoint that the entries belong to.</param>
/// <param name="Ticket">What the mirror gave before, or nothing.</param>
public sealed record EntryUpload(string Origin, long Start, long End, ReadOnlyMemory<byte> Ticket)
{
    /// <summary>Content type of the body.</summary>
    public const string ContentType = "application/octet-stream";

    /// <summary>Entry packages that one request should have at most.</summary>
    public const int MostPackages = 32;

    /// <summary>The packages of this upload in order: each subtree, and the first entry in it that is sent.</summary>
    public IEnumerable<(Subtree Subtree, long From)> Packages()
    {
        for (var from = Start; from < End;)
        {
            var begin = from - (from % TilePath.FullWidth);
            var end = Math.Min(begin + TilePath.FullWidth, End);
            yield return (new Subtree(begin, end), from);
            from = end;
        }
    }

    /// <summary>Writes the beginning and as many packages as one request should have.</summary>
    /// <param name="log">The log; its head is at or above <see cref="End"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">The log does not reach so far.</exception>
    public byte[] ToBytes(LogReader log)
    {
        ArgumentNullException.ThrowIfNull(log);
        var writer = new ArrayBufferWriter<byte>();
        Block(writer, Encoding.UTF8.GetBytes(Origin));
        Number(writer, Start);
        Number(writer, End);
        Block(writer, Ticket.Span);
        foreach (var (subtree, from) in Packages().Take(MostPackages))
        {
            foreach (var leaf in log.ReadLeaves(from, (int)(subtree.End - from)))
            {
                EntryBundle.Write(writer, leaf.Span);
            }

            var proof = log.ProveSubtree(subtree, End).Hashes;
            writer.Write([(byte)proof.Count]);
            foreach (var hash in proof)
            {
                hash.CopyTo(writer.GetSpan(TreeHash.Size));
                writer.Advance(TreeHash.Size);
            }
        }

        return writer.WrittenSpan.ToArray();
    }

    private static void Number(ArrayBufferWriter<byte> writer, long number)
    {
        BinaryPrimitives.WriteInt64BigEndian(writer.GetSpan(8), number);
        writer.Advance(8);
    }

    private static void Block(ArrayBufferWriter<byte> writer, ReadOnlySpan<byte> bytes)
    {
        BinaryPrimitives.WriteUInt16BigEndian(writer.GetSpan(2), checked((ushort)bytes.Length));
        writer.Advance(2);
        writer.Write(bytes);
    }
}
