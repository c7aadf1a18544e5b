using System.Text;

namespace Palladium.Log;

/// <summary>Text with signature lines (C2SP signed-note). Parsed is not verified: see <see cref="Verify"/>.</summary>
public sealed record SignedNote
{
    private const int MaximumBytes = 1 << 20;
    private const int MaximumSignatures = 100;
    private static readonly UTF8Encoding Strict = new(false, throwOnInvalidBytes: true);

    /// <summary>Puts a note together.</summary>
    /// <param name="text">Ends in a newline.</param>
    /// <param name="signatures">In the order of their lines.</param>
    public SignedNote(string text, IReadOnlyList<NoteSignature> signatures)
    {
        Text = text;
        Signatures = signatures;
    }

    /// <summary>The text, its last newline included.</summary>
    public string Text { get; }

    /// <summary>The signatures in the order of their lines, verified or not.</summary>
    public IReadOnlyList<NoteSignature> Signatures { get; }

    /// <summary>Takes a note apart. Refuses what the specification excludes, and notes of over 1 MiB or 100 signatures.</summary>
    public static LogOutcome<SignedNote> Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length > MaximumBytes)
        {
            return new LogRefusal("note", "must have at most 1 MiB");
        }

        return System.Text.Unicode.Utf8.IsValid(bytes)
            ? Parse(Strict.GetString(bytes))
            : new LogRefusal("note", "must be valid UTF-8");
    }

    /// <summary>Adds a signature at the end, in the place of an earlier one by the same key.</summary>
    public SignedNote With(NoteSignature signature) => new(
        Text, [.. Signatures.Where(s => s.Name != signature.Name || s.KeyId != signature.KeyId), signature]);

    /// <summary>
    /// Checks the signatures of the keys given; those of other keys are ignored, as the specification demands. Refused
    /// when one of the known keys' signatures is wrong, or none of them signed. The value lists the keys that signed.
    /// </summary>
    public LogOutcome<NoteVerifierKey[]> Verify(params IEnumerable<NoteVerifierKey> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        var keys = known.ToList();
        var signed = new List<NoteVerifierKey>();
        foreach (var signature in Signatures)
        {
            foreach (var key in keys)
            {
                if (key.Name != signature.Name || key.KeyId != signature.KeyId || signed.Contains(key))
                {
                    continue;
                }

                if (!signature.IsBy(key, Text))
                {
                    return new LogRefusal("note.signature", $"the signature of {key.Name} must be right");
                }

                signed.Add(key);
            }
        }

        return signed.Count > 0
            ? signed.ToArray()
            : new LogRefusal("note.signature", "must be signed by a known key");
    }

    /// <summary>The bytes of the note, ready to be stored or sent.</summary>
    public byte[] ToBytes() => Encoding.UTF8.GetBytes(ToString());

    /// <summary>The whole note as text.</summary>
    public override string ToString()
    {
        var builder = new StringBuilder(Text).Append('\n');
        foreach (var signature in Signatures)
        {
            builder.Append(signature).Append('\n');
        }

        return builder.ToString();
    }

    /// <inheritdoc/>
    public bool Equals(SignedNote? other) =>
        other is not null && Text == other.Text && Signatures.SequenceEqual(other.Signatures);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Text, Signatures.Count);

    private static LogOutcome<SignedNote> Parse(string note)
    {
        if (note.Any(c => c < 0x20 && c != '\n'))
        {
            return new LogRefusal("note", "must have no control character but newline");
        }

        var split = note.LastIndexOf("\n\n", StringComparison.Ordinal);
        if (split < 0 || !note.EndsWith('\n') || split + 2 >= note.Length)
        {
            return new LogRefusal("note", "must be a text, an empty line and signature lines that end in a newline");
        }

        var lines = note[(split + 2)..^1].Split('\n');
        if (lines.Length > MaximumSignatures)
        {
            return new LogRefusal("note.signature", $"at most {MaximumSignatures} are read");
        }

        var signatures = new List<NoteSignature>(lines.Length);
        foreach (var line in lines)
        {
            var parsed = NoteSignature.Parse(line);
            if (parsed.Value is null)
            {
                return parsed.Refusal!;
            }

            signatures.Add(parsed.Value);
        }

        return new SignedNote(note[..(split + 1)], signatures);
    }
}
