namespace Palladium.Log;

/// <summary>A checkpoint whose author's signature was verified, with the whole note (cosignatures included).</summary>
public sealed record SignedCheckpoint
{
    internal SignedCheckpoint(Checkpoint checkpoint, SignedNote note)
    {
        Checkpoint = checkpoint;
        Note = note;
    }

    /// <summary>What was signed.</summary>
    public Checkpoint Checkpoint { get; }

    /// <summary>The note, with every signature it came with.</summary>
    public SignedNote Note { get; }

    /// <summary>Signs a checkpoint.</summary>
    public static SignedCheckpoint Sign(NoteSigningKey key, Checkpoint checkpoint)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(checkpoint);
        var text = checkpoint.ToText();
        return new SignedCheckpoint(checkpoint, new SignedNote(text, [key.Sign(text)]));
    }

    /// <summary>Accepts a note only if it is a checkpoint of this origin with a correct signature by one of its author's keys.</summary>
    public static LogOutcome<SignedCheckpoint> Open(ReadOnlySpan<byte> note, string origin, params IReadOnlyList<NoteVerifierKey> author)
    {
        var parsed = SignedNote.Parse(note);
        return parsed.Value is null ? parsed.Refusal! : Open(parsed.Value, origin, author);
    }

    /// <inheritdoc cref="Open(ReadOnlySpan{byte}, string, IReadOnlyList{NoteVerifierKey})"/>
    public static LogOutcome<SignedCheckpoint> Open(SignedNote note, string origin, params IReadOnlyList<NoteVerifierKey> author)
    {
        ArgumentNullException.ThrowIfNull(note);
        var verified = note.Verify(author);
        if (verified.Value is null)
        {
            return verified.Refusal!;
        }

        var checkpoint = Checkpoint.Parse(note.Text);
        if (checkpoint.Value is null)
        {
            return checkpoint.Refusal!;
        }

        return checkpoint.Value.Origin == origin
            ? new SignedCheckpoint(checkpoint.Value, note)
            : new LogRefusal("checkpoint.origin", $"must be {origin}");
    }

    /// <summary>The same checkpoint with one more signature; see <see cref="SignedNote.With"/>.</summary>
    public SignedCheckpoint With(NoteSignature signature) => new(Checkpoint, Note.With(signature));

    /// <summary>The correct cosignatures of the witnesses given; all others are ignored.</summary>
    public IReadOnlyList<Cosignature> CosignedBy(IEnumerable<NoteVerifierKey> witnesses)
    {
        ArgumentNullException.ThrowIfNull(witnesses);
        var found = new List<Cosignature>();
        foreach (var witness in witnesses)
        {
            foreach (var signature in Note.Signatures)
            {
                if (Cosignature.Verify(witness, Note.Text, signature) is { } cosignature)
                {
                    found.Add(cosignature);
                    break;
                }
            }
        }

        return found;
    }
}
