using System.Buffers.Binary;
using System.Text;
using NSec.Cryptography;
using Palladium.Federation.Keys;

namespace Palladium.Federation.Charter;

/// <summary>A steward's private key: made where the network is founded, kept offline in <c>steward-NAME.key</c>.</summary>
public sealed class StewardKey : IDisposable
{
    private readonly Key _key;

    private StewardKey(string name, Key key)
    {
        Name = name;
        _key = key;
    }

    /// <summary>The steward's name.</summary>
    public string Name { get; }

    /// <summary>A fresh key.</summary>
    public static StewardKey Create(string name) =>
        new(name, Key.Create(SignatureAlgorithm.Ed25519, KeyFiles.Exportable));

    /// <summary>Reads <c>steward-NAME.key</c>.</summary>
    /// <exception cref="FormatException">It is not such a file.</exception>
    public static StewardKey Load(string file)
    {
        var name = Path.GetFileNameWithoutExtension(file);
        return new StewardKey(
            name.StartsWith("steward-", StringComparison.Ordinal) ? name["steward-".Length..] : name,
            KeyFiles.Load(file, SignatureAlgorithm.Ed25519));
    }

    /// <summary>Writes <c>steward-NAME.key</c> with mode 0600 and returns its path. Never overwrites.</summary>
    public string Save(string folder)
    {
        var file = Path.Combine(folder, $"steward-{Name}.key");
        KeyFiles.Write(file, _key.Export(KeyBlobFormat.PkixPrivateKeyText));
        return file;
    }

    /// <summary>The steward as a charter of that network names it.</summary>
    public CharterSteward ToCharter(string network) =>
        new(Name, CharterKeys.Text(KeyName(network), CharterKeys.Ed25519, PublicBytes));

    /// <inheritdoc />
    public void Dispose() => _key.Dispose();

    internal string KeyName(string network) => LogOrigin.OfSteward(network, Name);

    /// <summary>Key id and signature, as a note's signature line carries them.</summary>
    internal byte[] Sign(string network, string text)
    {
        var bytes = new byte[68];
        byte[] typed = [CharterKeys.Ed25519, .. PublicBytes];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, CharterKeys.KeyId(KeyName(network), typed));
        SignatureAlgorithm.Ed25519.Sign(_key, Encoding.UTF8.GetBytes(text), bytes.AsSpan(4));
        return bytes;
    }

    private byte[] PublicBytes => _key.PublicKey.Export(KeyBlobFormat.RawPublicKey);
}
