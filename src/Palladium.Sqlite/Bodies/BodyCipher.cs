using System.Security.Cryptography;

namespace Palladium.Sqlite.Bodies;

/// <summary>
/// AES-256-GCM with a 12-byte nonce before and a 16-byte tag after the ciphertext. A body's own key encrypts one body
/// only; the storage key wraps many short secrets under random nonces, far below the 2^32 where that would wear out.
/// </summary>
internal static class BodyCipher
{
    public const int KeyLength = 32;
    private const int NonceLength = 12;
    private const int TagLength = 16;

    public static byte[] Encrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> plain, ReadOnlySpan<byte> context)
    {
        var box = new byte[NonceLength + plain.Length + TagLength];
        RandomNumberGenerator.Fill(box.AsSpan(0, NonceLength));
        using var aes = new AesGcm(key, TagLength);
        aes.Encrypt(
            box.AsSpan(0, NonceLength), plain, box.AsSpan(NonceLength, plain.Length), box.AsSpan(NonceLength + plain.Length), context);
        return box;
    }

    /// <exception cref="CryptographicException">The box, the key or the context is not the one it was made with.</exception>
    public static byte[] Decrypt(ReadOnlySpan<byte> key, ReadOnlySpan<byte> box, ReadOnlySpan<byte> context)
    {
        if (box.Length < NonceLength + TagLength)
        {
            throw new CryptographicException("The stored box is too short.");
        }

        var plain = new byte[box.Length - NonceLength - TagLength];
        using var aes = new AesGcm(key, TagLength);
        aes.Decrypt(
            box[..NonceLength], box.Slice(NonceLength, plain.Length), box[^TagLength..], plain, context);
        return plain;
    }
}
