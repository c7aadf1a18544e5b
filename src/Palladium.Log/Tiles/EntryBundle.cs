using System.Buffers;
using System.Buffers.Binary;

namespace Palladium.Log;

/// <summary>Leaves one after another, each after its length as 16 bits big-endian (C2SP tlog-tiles, Log entries).</summary>
public static class EntryBundle
{
    /// <summary>Longest leaf in bytes.</summary>
    public const int MaximumLeaf = ushort.MaxValue;

    /// <summary>Appends one leaf.</summary>
    /// <exception cref="ArgumentException">Longer than <see cref="MaximumLeaf"/>.</exception>
    public static void Write(IBufferWriter<byte> target, ReadOnlySpan<byte> leaf)
    {
        ArgumentNullException.ThrowIfNull(target);
        if (leaf.Length > MaximumLeaf)
        {
            throw new ArgumentException($"A leaf has at most {MaximumLeaf} bytes, not {leaf.Length}.", nameof(leaf));
        }

        var span = target.GetSpan(2 + leaf.Length);
        BinaryPrimitives.WriteUInt16BigEndian(span, (ushort)leaf.Length);
        leaf.CopyTo(span[2..]);
        target.Advance(2 + leaf.Length);
    }

    /// <summary>
    /// Takes exactly <paramref name="count"/> leaves apart; they are slices of <paramref name="bundle"/>. Null when the
    /// bytes are not exactly that many leaves.
    /// </summary>
    public static IReadOnlyList<ReadOnlyMemory<byte>>? Read(ReadOnlyMemory<byte> bundle, int count)
    {
        var leaves = new ReadOnlyMemory<byte>[count];
        var rest = bundle;
        for (var i = 0; i < count; i++)
        {
            if (rest.Length < 2)
            {
                return null;
            }

            var length = BinaryPrimitives.ReadUInt16BigEndian(rest.Span);
            if (rest.Length < 2 + length)
            {
                return null;
            }

            leaves[i] = rest.Slice(2, length);
            rest = rest[(2 + length)..];
        }

        return rest.IsEmpty ? leaves : null;
    }

    /// <summary>Bytes that the first <paramref name="count"/> leaves take, or null when there are fewer.</summary>
    internal static int? PrefixLength(ReadOnlySpan<byte> bundle, int count)
    {
        var at = 0;
        for (var i = 0; i < count; i++)
        {
            if (bundle.Length - at < 2)
            {
                return null;
            }

            at += 2 + BinaryPrimitives.ReadUInt16BigEndian(bundle[at..]);
        }

        return at <= bundle.Length ? at : null;
    }
}
