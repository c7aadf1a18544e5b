using System.Buffers.Binary;

namespace Palladium.Sqlite.Bodies;

/// <summary>
/// <c>bodies.keys</c>: the wrapped key and salt of each body in a slot of its own, never used again. A slot of zeros holds nothing, or
/// nothing any more. Stays outside ordinary backups.
/// </summary>
internal sealed class BodyKeys(AppendedFile file) : IDisposable
{
    /// <summary>Length of a slot: the CRC-32C of the box, 1 where that is 0, then the box.</summary>
    public const int Slot = 4 + BoxLength;

    /// <summary>Length of a wrapped key with its salt.</summary>
    public const int BoxLength = BodyCipher.Overhead + BodyCipher.KeyLength + Records.Entries.Commitment.SaltLength;

    /// <summary>The slot that the next append begins with.</summary>
    public long Next => file.End / Slot;

    public string? Problem => file.Problem;

    /// <summary>
    /// Opens the keys behind every slot that holds anything: what a crash left of an append is never written over and never taken for another's.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="slots">Slots that are known to have been used.</param>
    public static BodyKeys Open(IStoreFile file, long slots)
    {
        var end = slots * Slot;
        var buffer = new byte[Slot << 12];
        for (var at = end; at < file.Length; at += buffer.Length)
        {
            var last = buffer.AsSpan(0, file.Read(at, buffer)).LastIndexOfAnyExcept((byte)0);
            end = last < 0 ? end : at + ((last / Slot) + 1) * Slot;
        }

        return new BodyKeys(new AppendedFile(file, end));
    }

    /// <summary>Puts a box into one slot of an array that is going to be appended.</summary>
    public static void Put(Span<byte> slots, int number, ReadOnlySpan<byte> box)
    {
        var slot = slots.Slice(number * Slot, Slot);
        box.CopyTo(slot[4..]);
        BinaryPrimitives.WriteUInt32LittleEndian(slot, SumOf(box));
    }

    /// <summary>Appends whole slots; durable when this returns.</summary>
    public void Append(ReadOnlySpan<byte> slots) => file.Append(slots);

    /// <summary>The box in a slot, or null when it holds none that is whole.</summary>
    public byte[]? Read(long slot)
    {
        var bytes = new byte[Slot];
        return file.Read(slot * Slot, bytes) == Slot && BinaryPrimitives.ReadUInt32LittleEndian(bytes) == SumOf(bytes.AsSpan(4)) ? bytes[4..] : null;
    }

    /// <summary>True when a slot holds nothing, or nothing any more.</summary>
    public bool IsEmpty(long slot)
    {
        Span<byte> bytes = stackalloc byte[Slot];
        return !bytes[..file.Read(slot * Slot, bytes)].ContainsAnyExcept((byte)0);
    }

    /// <summary>Destroys what slots hold; durable when this returns. Returns how many held something.</summary>
    public int Destroy(IReadOnlyCollection<long> slots)
    {
        var held = 0;
        foreach (var slot in slots.Where(slot => !IsEmpty(slot)))
        {
            file.Overwrite(slot * Slot, new byte[Slot]);
            held++;
        }

        file.Sync();
        return held;
    }

    public void Dispose() => file.Dispose();

    private static uint SumOf(ReadOnlySpan<byte> box) => Math.Max(1, Crc32.Of(box));
}
