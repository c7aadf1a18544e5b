using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace Palladium.Records.Entries;

/// <summary>
/// The salted commitment to a body: <c>SHA-256(domain || kind || salt || body)</c>, where the domain is the ASCII text
/// <c>palladium/body/v1</c> and a zero byte, and the kind is its ASCII name and a zero byte. With salt and body gone, the
/// 32 bytes that stay say nothing about them, since the salt is 32 random bytes.
/// </summary>
public static class Commitment
{
    /// <summary>Length of the salt in bytes.</summary>
    public const int SaltLength = 32;

    private static readonly byte[] Domain = "palladium/body/v1\0"u8.ToArray();

    /// <summary>The commitment as 64 lower-case hexadecimal digits.</summary>
    public static string Compute(string kind, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> body)
    {
        if (salt.Length != SaltLength)
        {
            throw new ArgumentException($"A salt has {SaltLength} bytes.", nameof(salt));
        }

        // One call over one buffer: for small bodies that is much faster than feeding the hash in pieces.
        var length = Domain.Length + kind.Length + 1 + SaltLength + body.Length;
        var input = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            Domain.CopyTo(input, 0);
            var at = Domain.Length + Encoding.ASCII.GetBytes(kind, input.AsSpan(Domain.Length));
            input[at++] = 0;
            salt.CopyTo(input.AsSpan(at));
            body.CopyTo(input.AsSpan(at + SaltLength));
            Span<byte> digest = stackalloc byte[32];
            SHA256.HashData(input.AsSpan(0, length), digest);
            return Convert.ToHexStringLower(digest);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(input, clearArray: true);
        }
    }

    /// <summary>Whether salt and body are those that the header committed to.</summary>
    public static bool Opens(EntryHeader header, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> body) =>
        salt.Length == SaltLength && Compute(header.Kind, salt, body) == header.Commitment;
}
