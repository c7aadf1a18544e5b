namespace Palladium.Log;

/// <summary>The two signed heads that a mirror keeps with its leaves.</summary>
/// <param name="Reached">The last one that our leaves reached: they cover it.</param>
/// <param name="Latest">The largest one that is known to extend our leaves; it may be ahead of them.</param>
internal sealed record MirrorNotes(SignedCheckpoint? Reached, SignedCheckpoint? Latest)
{
    // A note holds no control character but newline, so zero parts the two.
    public byte[] ToBytes() => [.. Reached?.Note.ToBytes() ?? [], 0, .. Latest?.Note.ToBytes() ?? []];

    public static MirrorNotes Read(ReadOnlyMemory<byte> bytes, string origin, NoteVerifierKey author)
    {
        var split = bytes.Span.IndexOf((byte)0);
        return split < 0
            ? new MirrorNotes(null, null)
            : new MirrorNotes(Open(bytes[..split]), Open(bytes[(split + 1)..]));

        SignedCheckpoint? Open(ReadOnlyMemory<byte> note)
        {
            if (note.IsEmpty)
            {
                return null;
            }

            var opened = SignedCheckpoint.Open(note.Span, origin, author);
            return opened.Value
                ?? throw new LogDamagedException("journal", $"the note of the mirror: {opened.Refusal!.Field} {opened.Refusal.Rule}");
        }
    }
}
