using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Palladium.Log;

/// <summary>Rules for key names and key ids (C2SP signed-note).</summary>
internal static class NoteName
{
    private const int Longest = 255;

    // The prefix of a cosigned message: a log of that name would make the one key sign an ambiguous text.
    private const string Reserved = "cosignature/v1";

    public static bool IsValid(string name)
    {
        if (name.Length is 0 or > Longest || name == Reserved)
        {
            return false;
        }

        foreach (var rune in name.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar || rune.Value < 0x20 || rune.Value == '+' || Rune.IsWhiteSpace(rune))
            {
                return false;
            }
        }

        return true;
    }

    public static uint KeyId(string name, NoteKeyKind kind, ReadOnlySpan<byte> publicKey)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes(name));
        hash.AppendData([(byte)'\n', (byte)kind]);
        hash.AppendData(publicKey);
        return BinaryPrimitives.ReadUInt32BigEndian(hash.GetHashAndReset());
    }
}
