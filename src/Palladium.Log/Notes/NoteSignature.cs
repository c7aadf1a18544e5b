using System.Buffers.Binary;
using System.Text;

namespace Palladium.Log;

/// <summary>One signature line of a note. Parsed is not verified.</summary>
public sealed record NoteSignature
{
    /// <summary>Takes the parts of a line.</summary>
    /// <param name="name">Name of the key, valid as in signed-note.</param>
    /// <param name="keyId">Id of the key.</param>
    /// <param name="bytes">What follows the id; not copied.</param>
    public NoteSignature(string name, uint keyId, ReadOnlyMemory<byte> bytes)
    {
        Name = name;
        KeyId = keyId;
        Bytes = bytes;
    }

    /// <summary>Name of the key.</summary>
    public string Name { get; }

    /// <summary>Id of the key.</summary>
    public uint KeyId { get; }

    /// <summary>The signature itself, without the key id.</summary>
    public ReadOnlyMemory<byte> Bytes { get; }

    /// <summary>Reads a line <c>— name base64</c> without its newline.</summary>
    public static LogOutcome<NoteSignature> Parse(string? line)
    {
        var parts = line is null || !line.StartsWith("— ", StringComparison.Ordinal) ? [] : line[2..].Split(' ');
        if (parts.Length != 2 || !NoteName.IsWellFormed(parts[0]))
        {
            return new LogRefusal("note.signature", "must be an em dash, a key name and base64, one space between");
        }

        return LogLines.Base64(parts[1]) is { Length: >= 5 } bytes
            ? new NoteSignature(parts[0], BinaryPrimitives.ReadUInt32BigEndian(bytes), bytes.AsMemory(4))
            : new LogRefusal("note.signature", "must hold a key id and a signature in base64");
    }

    /// <summary>True when this is a correct signature of the key, in the way of its kind, over the text of a note.</summary>
    public bool IsBy(NoteVerifierKey key, string text)
    {
        ArgumentNullException.ThrowIfNull(key);
        return key.Kind == NoteKeyKind.CosignatureV1
            ? Cosignature.Verify(key, text, this) is not null
            : key.Name == Name && key.KeyId == KeyId && key.VerifyRaw(Encoding.UTF8.GetBytes(text), Bytes.Span);
    }

    /// <summary>The line without its newline.</summary>
    public override string ToString()
    {
        var bytes = new byte[4 + Bytes.Length];
        BinaryPrimitives.WriteUInt32BigEndian(bytes, KeyId);
        Bytes.Span.CopyTo(bytes.AsSpan(4));
        return $"— {Name} {Convert.ToBase64String(bytes)}";
    }

    /// <inheritdoc/>
    public bool Equals(NoteSignature? other) =>
        other is not null && Name == other.Name && KeyId == other.KeyId && Bytes.Span.SequenceEqual(other.Bytes.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Name, KeyId, Bytes.Length);
}
