using System.Globalization;
using NSec.Cryptography;

namespace Palladium.Log;

/// <summary>A public key with its name, written as a vkey: <c>name+hash+base64(type || key)</c> (C2SP signed-note).</summary>
public sealed class NoteVerifierKey : IEquatable<NoteVerifierKey>
{
    private readonly PublicKey _key;

    internal NoteVerifierKey(string name, NoteKeyKind kind, PublicKey key)
    {
        Name = name;
        Kind = kind;
        _key = key;
        KeyId = NoteName.KeyId(name, kind, key.Export(KeyBlobFormat.RawPublicKey));
    }

    /// <summary>Name of the signer; for a log it is the origin.</summary>
    public string Name { get; }

    /// <summary>What its signatures mean.</summary>
    public NoteKeyKind Kind { get; }

    /// <summary>Short id beside each signature. Not a security property: anybody can make a key with the same id.</summary>
    public uint KeyId { get; }

    /// <summary>The raw Ed25519 public key, 32 bytes, a fresh copy.</summary>
    public byte[] PublicKeyBytes => _key.Export(KeyBlobFormat.RawPublicKey);

    /// <summary>Reads a vkey of a kind in <see cref="NoteKeyKind"/>; the id in it must be the right one.</summary>
    public static LogOutcome<NoteVerifierKey> Parse(string? text)
    {
        var parts = text is null || text.Length > 512 ? [] : text.Split('+', 3);
        if (parts.Length != 3 || !NoteName.IsUsable(parts[0]) || parts[1].Length != 8
            || !uint.TryParse(parts[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var id))
        {
            return new LogRefusal("vkey", "must be name+8 hexadecimal digits+base64");
        }

        Span<byte> data = stackalloc byte[33];
        if (parts[2].Length != 44 || !Convert.TryFromBase64String(parts[2], data, out var length) || length != 33
            || data[0] is not ((byte)NoteKeyKind.Ed25519 or (byte)NoteKeyKind.CosignatureV1)
            || !NSec.Cryptography.PublicKey.TryImport(
                SignatureAlgorithm.Ed25519, data[1..], KeyBlobFormat.RawPublicKey, out var key))
        {
            return new LogRefusal("vkey.key", "must be an Ed25519 key of type 0x01 or 0x04");
        }

        var parsed = new NoteVerifierKey(parts[0], (NoteKeyKind)data[0], key!);
        return parsed.KeyId == id ? parsed : new LogRefusal("vkey.hash", "must be the hash of name and key");
    }

    /// <summary>The same key for another kind of signature, with the id that belongs to it.</summary>
    public NoteVerifierKey As(NoteKeyKind kind) => new(Name, kind, _key);

    /// <summary>The vkey text.</summary>
    public override string ToString() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Name}+{KeyId:x8}+{Convert.ToBase64String([(byte)Kind, .. PublicKeyBytes])}");

    /// <inheritdoc/>
    public bool Equals(NoteVerifierKey? other) =>
        other is not null && Name == other.Name && Kind == other.Kind && _key.Equals(other._key);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as NoteVerifierKey);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, KeyId);

    internal bool VerifyRaw(ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature) =>
        signature.Length == 64 && SignatureAlgorithm.Ed25519.Verify(_key, message, signature);
}
