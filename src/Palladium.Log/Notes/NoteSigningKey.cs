using System.Globalization;
using System.Text;
using NSec.Cryptography;

namespace Palladium.Log;

/// <summary>
/// A named Ed25519 signing key. Kept as text <c>PRIVATE+KEY+name+hash+base64(0x01 || seed)</c>, the form of Go's
/// <c>sumdb/note</c>. Whoever has the text can sign. Safe for several threads; dispose to wipe the key from memory.
/// </summary>
public sealed class NoteSigningKey : IDisposable
{
    private const string Prefix = "PRIVATE+KEY+";
    private readonly Key _key;

    private NoteSigningKey(string name, Key key)
    {
        Name = name;
        _key = key;
        VerifierKey = new NoteVerifierKey(name, NoteKeyKind.Ed25519, key.PublicKey);
        CosignerKey = VerifierKey.As(NoteKeyKind.CosignatureV1);
    }

    /// <summary>Name of the signer; for a log it is the origin.</summary>
    public string Name { get; }

    /// <summary>The public half for signatures over notes.</summary>
    public NoteVerifierKey VerifierKey { get; }

    /// <summary>The public half for cosignatures: same key, other id, and a message that no note of ours can equal.</summary>
    public NoteVerifierKey CosignerKey { get; }

    /// <summary>Makes a new key from the system's random source.</summary>
    /// <exception cref="ArgumentException">The name is empty or has spaces, control characters or a plus.</exception>
    public static NoteSigningKey Generate(string name) =>
        new(Checked(name), Key.Create(SignatureAlgorithm.Ed25519, Exportable));

    /// <summary>Makes the key that belongs to a seed of 32 bytes; for tests and derived keys.</summary>
    /// <exception cref="ArgumentException">The name is not valid.</exception>
    public static NoteSigningKey FromSeed(string name, ReadOnlySpan<byte> seed) =>
        new(Checked(name), Key.Import(SignatureAlgorithm.Ed25519, seed, KeyBlobFormat.RawPrivateKey, Exportable));

    /// <summary>Reads the text form. The hash in it must belong to name and key.</summary>
    public static LogOutcome<NoteSigningKey> Parse(string? text)
    {
        var body = text?.Trim();
        var parts = body is null || !body.StartsWith(Prefix, StringComparison.Ordinal) ? [] : body[Prefix.Length..].Split('+', 3);
        Span<byte> data = stackalloc byte[33];
        if (parts.Length != 3 || !NoteName.IsUsable(parts[0]) || parts[2].Length != 44
            || !Convert.TryFromBase64String(parts[2], data, out var length) || length != 33
            || data[0] != (byte)NoteKeyKind.Ed25519)
        {
            return new LogRefusal("key", "must be PRIVATE+KEY+name+hash+base64 of an Ed25519 key");
        }

        var key = FromSeed(parts[0], data[1..]);
        data.Clear();
        if (key.VerifierKey.KeyId.ToString("x8", CultureInfo.InvariantCulture) == parts[1])
        {
            return key;
        }

        key.Dispose();
        return new LogRefusal("key.hash", "must be the hash of name and key");
    }

    /// <summary>Reads a key file.</summary>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static LogOutcome<NoteSigningKey> Load(string path) => Parse(File.ReadAllText(path));

    /// <summary>Writes a new key file that only its owner can read; never overwrites one.</summary>
    /// <exception cref="IOException">The file exists or cannot be written.</exception>
    public void Save(string path)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }

        using var file = new FileStream(path, options);
        file.Write(Encoding.UTF8.GetBytes(ToPrivateText() + "\n"));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Signs the text of a note; it must end in a newline.</summary>
    public NoteSignature Sign(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (!text.EndsWith('\n'))
        {
            throw new ArgumentException("The text of a note ends in a newline.", nameof(text));
        }

        return new NoteSignature(Name, VerifierKey.KeyId, SignRaw(Encoding.UTF8.GetBytes(text)));
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    internal byte[] SignRaw(ReadOnlySpan<byte> message) => SignatureAlgorithm.Ed25519.Sign(_key, message);

    private string ToPrivateText() => string.Create(
        CultureInfo.InvariantCulture,
        $"{Prefix}{Name}+{VerifierKey.KeyId:x8}+{Convert.ToBase64String([(byte)NoteKeyKind.Ed25519, .. _key.Export(KeyBlobFormat.RawPrivateKey)])}");

    private static KeyCreationParameters Exportable =>
        new() { ExportPolicy = KeyExportPolicies.AllowPlaintextArchiving };

    private static string Checked(string name) => NoteName.IsUsable(name)
        ? name
        : throw new ArgumentException("A key name has no spaces, control characters or plus.", nameof(name));
}
