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

    /// <summary>True for the name of a key that we would trust or sign with.</summary>
    public static bool IsUsable(string name) => name.Length <= Longest && name != Reserved && IsWellFormed(name);

    /// <summary>True for whatever the specification lets stand in a signature line; lines of unknown keys are ignored, not refused.</summary>
    public static bool IsWellFormed(string name)
    {
        for (var rest = name.AsSpan(); rest.Length > 0;)
        {
            if (Rune.DecodeFromUtf16(rest, out var rune, out var length) != System.Buffers.OperationStatus.Done
                || rune.Value < 0x20 || rune.Value == '+' || Rune.IsWhiteSpace(rune))
            {
                return false;
            }

            rest = rest[length..];
        }

        return name.Length > 0;
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
