using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Palladium.Federation.Json;

namespace Palladium.Federation.Charter;

/// <summary>
/// Verifier keys as text in the form of C2SP signed-note: <c>NAME+KEYID+BASE64(type || public key)</c>, where the key id is the
/// first four bytes of <c>SHA-256(NAME || 0x0A || type || public key)</c>. The charter checks form and id of each.
/// </summary>
public static class CharterKeys
{
    /// <summary>The type byte of a plain Ed25519 note signature.</summary>
    public const byte Ed25519 = 0x01;

    /// <summary>The type byte of a timestamped cosignature (tlog-cosignature/v1).</summary>
    public const byte CosignatureV1 = 0x04;

    /// <summary>The text of a 32-byte Ed25519 public key under a name, for a use.</summary>
    public static string Text(string name, byte type, ReadOnlySpan<byte> publicKey)
    {
        byte[] typed = [type, .. publicKey];
        return $"{name}+{KeyId(name, typed):x8}+{Convert.ToBase64String(typed)}";
    }

    internal static void Check(JsonFields fields, string field, string text, string name, byte type)
    {
        if (fields.Refusal is null && (!TryRead(text, out var n, out var t, out _) || n != name || t != type))
        {
            fields.Fail(field, "verifier-key", $"A verifier key of {name} with type {type} and the right key id is expected.");
        }
    }

    internal static bool TryRead(
        string text, [NotNullWhen(true)] out string? name, out byte type, [NotNullWhen(true)] out byte[]? publicKey)
    {
        (name, type, publicKey) = (null, 0, null);
        var first = text.IndexOf('+', StringComparison.Ordinal);
        if (first <= 0 || text.Length < first + 10 || text[first + 9] != '+'
            || !uint.TryParse(text.AsSpan(first + 1, 8), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
        {
            return false;
        }

        var typed = new byte[33];
        if (!Convert.TryFromBase64String(text[(first + 10)..], typed, out var written) || written != 33
            || KeyId(text[..first], typed) != id)
        {
            return false;
        }

        (name, type, publicKey) = (text[..first], typed[0], typed[1..]);
        return true;
    }

    internal static uint KeyId(string name, ReadOnlySpan<byte> typedKey) =>
        BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData([.. Encoding.UTF8.GetBytes(name), 0x0A, .. typedKey]));
}
