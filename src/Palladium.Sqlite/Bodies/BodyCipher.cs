using System.Security.Cryptography;

namespace Palladium.Sqlite.Bodies;

/// <summary>
/// AES-256-GCM with a 12-byte nonce before and a 16-byte tag after the ciphertext. A body's own key encrypts one body
/// only; the storage key wraps many short secrets under random nonces, far below the 2^32 where that would wear out.
/// </summary>
internal static class BodyCipher
{
    public const int KeyLength = 32;
    public const int NonceLength = 12;
    public const int Overhead = NonceLength + TagLength;
    private const int TagLength = 16;

    public static AesGcm Open(ReadOnlySpan<byte> key) => new(key, TagLength);

    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var box = new byte[Overhead + plain.Length];
        Span<byte> nonce = stackalloc byte[NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using var aes = Open(key);
        Encrypt(aes, nonce, plain, box, context);
        return box;
    }

    /// <summary>Encrypts into a box of exactly the length of the plain bytes and <see cref="Overhead"/>. The nonce is fresh and random.</summary>
    public static void Encrypt(AesGcm aes, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> box, ReadOnlySpan<byte> context)
    {
        nonce.CopyTo(box);
        aes.Encrypt(nonce, plain, box[NonceLength..^TagLength], box[^TagLength..], context);
    }

    /// <exception cref="CryptographicException">The box, the key or the context is not the one it was made with.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        if (box.Length < Overhead)
        {
            throw new CryptographicException("The stored box is too short.");
        }

        var plain = new byte[box.Length - Overhead];
        using var aes = Open(key);
        aes.Decrypt(box[..NonceLength], box[NonceLength..^TagLength], box[^TagLength..], plain, context);
        return plain;
    }
}
