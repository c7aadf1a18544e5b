using System.Numerics;
using System.Runtime.InteropServices;

namespace Palladium.Sqlite.Bodies;

/// <summary>CRC-32C, by the processor.</summary>
internal static class Crc32
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var crc = uint.MaxValue;
        var words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (var word in words)
        {
            crc = BitOperations.Crc32C(crc, word);
        }

        foreach (var single in bytes[(words.Length * 8)..])
        {
            crc = BitOperations.Crc32C(crc, single);
        }

        return crc ^ uint.MaxValue;
    }
}
