using System.Text;
using NSec.Cryptography;
using Palladium.Records;

namespace Palladium.Federation.Charter;

/// <summary>
/// A charter with the signatures beside it. What is signed is a note (C2SP signed-note) of four lines: <c>palladium-charter/v1</c>,
/// the network, the version, and the charter's hash in hexadecimal. Signatures of keys that nobody asked for are kept and ignored.
/// </summary>
public sealed class SignedCharter
{
    private const string Marker = "— ";

    private SignedCharter(NetworkCharter charter, string hash, IReadOnlyList<string> signatures)
    {
        Charter = charter;
        Hash = hash;
        Signatures = signatures;
    }

    /// <summary>The charter.</summary>
    public NetworkCharter Charter { get; }

    /// <summary>Its hash.</summary>
    public string Hash { get; }

    /// <summary>The signature lines: <c>— NAME BASE64(key id || signature)</c>.</summary>
    public IReadOnlyList<string> Signatures { get; }

    /// <summary>A charter nobody has signed yet.</summary>
    public static SignedCharter WithoutSignatures(NetworkCharter charter) => new(charter, charter.Hash(), []);

    /// <summary>Reads the two files of one version.</summary>
    /// <param name="charter">Canonical bytes of the charter.</param>
    /// <param name="note">The signed note.</param>
    public static Outcome<SignedCharter> Parse(ReadOnlySpan<byte> charter, string note)
    {
        if (!NetworkCharter.Parse(charter).Accepted(out var value, out var refusal))
        {
            return refusal;
        }

        var bare = WithoutSignatures(value);
        var text = bare.NoteText();
        if (note.Length > 65_536 || !note.StartsWith(text + "\n", StringComparison.Ordinal))
        {
            return new Refusal("note", "charter.note", "The signed note does not name this charter.");
        }

        var lines = note[(text.Length + 1)..].Split('\n', StringSplitOptions.RemoveEmptyEntries);
        return Array.TrueForAll(lines, line => line.StartsWith(Marker, StringComparison.Ordinal))
            ? new SignedCharter(value, bare.Hash, lines)
            : new Refusal("note", "charter.note", "A line after the note's text is not a signature.");
    }

    /// <summary>The signed note: text, empty line, signature lines.</summary>
    public string ToNote() => NoteText() + "\n" + string.Concat(Signatures.Select(line => line + "\n"));

    /// <summary>The same charter with one more signature (a second of the same key changes nothing).</summary>
    public SignedCharter With(StewardKey steward)
    {
        var line = $"{Marker}{steward.KeyName(Charter.Network)} {Convert.ToBase64String(steward.Sign(Charter.Network, NoteText()))}";
        return Signatures.Contains(line) ? this : new SignedCharter(Charter, Hash, [.. Signatures, line]);
    }

    /// <summary>The same charter with the signatures that another copy of it has.</summary>
    public SignedCharter With(SignedCharter copy)
    {
        ArgumentNullException.ThrowIfNull(copy);
        return copy.Hash == Hash
            ? new SignedCharter(Charter, Hash, [.. Signatures.Union(copy.Signatures)])
            : throw new ArgumentException("These are signatures of another charter.", nameof(copy));
    }

    /// <summary>Which of these stewards signed it, each counted once.</summary>
    public IReadOnlyList<string> SignedBy(IEnumerable<CharterSteward> stewards)
    {
        var message = Encoding.UTF8.GetBytes(NoteText());
        return [.. stewards.Where(steward => Signatures.Any(line => IsBy(steward, line, message))).Select(s => s.Name)];
    }

    private string NoteText() => $"palladium-charter/v1\n{Charter.Network}\n{Charter.Version}\n{Hash}\n";

    private static bool IsBy(CharterSteward steward, string line, byte[] message)
    {
        if (!CharterKeys.TryRead(steward.VerifierKey, out var name, out _, out var publicKey)
            || line.Split(' ') is not [_, var signer, var text] || signer != name)
        {
            return false;
        }

        var bytes = new byte[68];
        byte[] typed = [CharterKeys.Ed25519, .. publicKey];
        return Convert.TryFromBase64String(text, bytes, out var written) && written == 68
            && System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes) == CharterKeys.KeyId(name, typed)
            && PublicKey.TryImport(SignatureAlgorithm.Ed25519, publicKey, KeyBlobFormat.RawPublicKey, out var key) && key is not null
            && SignatureAlgorithm.Ed25519.Verify(key, message, bytes.AsSpan(4));
    }
}
