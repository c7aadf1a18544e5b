using System.Globalization;
using System.Text;

namespace Palladium.Log;

/// <summary>Body of <c>add-checkpoint</c> (C2SP tlog-witness). Parsed is not verified.</summary>
/// <param name="OldSize">Size that the witness is believed to have cosigned last.</param>
/// <param name="Proof">Consistency proof from that size.</param>
/// <param name="Checkpoint">The note to be cosigned.</param>
public sealed record AddCheckpointRequest(long OldSize, IReadOnlyList<TreeHash> Proof, SignedNote Checkpoint)
{
    /// <summary>Asks for a cosignature of a head of one's own log.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The old size is above the head's.</exception>
    public static AddCheckpointRequest For(LogReader log, SignedCheckpoint head, long oldSize)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(head);
        return new AddCheckpointRequest(oldSize, log.ProveConsistency(oldSize, head.Checkpoint.Size).Hashes, head.Note);
    }

    /// <summary>Reads a body. Refuses whatever the specification excludes.</summary>
    public static LogOutcome<AddCheckpointRequest> Parse(ReadOnlySpan<byte> body)
    {
        var end = body.IndexOf("\n\n"u8);
        var lines = end < 0 || !System.Text.Unicode.Utf8.IsValid(body) ? [] : Encoding.UTF8.GetString(body[..end]).Split('\n');
        if (lines.Length == 0 || !LogLines.TryNumber(lines[0], "old", out var size))
        {
            return new LogRefusal("old", "must be the word old, a space and a decimal number without leading zeros below 2^63");
        }

        if (LogLines.Hashes(lines.AsSpan(1)) is not { } hashes)
        {
            return new LogRefusal("proof", $"must be at most {LogLines.MostHashes} lines of 32 bytes in base64");
        }

        var note = SignedNote.Parse(body[(end + 2)..]);
        return note.Value is null ? note.Refusal! : new AddCheckpointRequest(size, hashes, note.Value);
    }

    /// <summary>The body.</summary>
    public byte[] ToBytes()
    {
        var text = new StringBuilder().Append(CultureInfo.InvariantCulture, $"old {OldSize}\n");
        foreach (var hash in Proof)
        {
            text.Append(hash).Append('\n');
        }

        return Encoding.UTF8.GetBytes(text.Append('\n').Append(Checkpoint).ToString());
    }

    /// <summary>
    /// Everything that <c>add-checkpoint</c> demands before the new checkpoint is recorded: of a known log, signed by its
    /// author, and extending the one that is held. Gives the checkpoint, or the answer that refuses it.
    /// </summary>
    /// <param name="authorsOf">The trusted keys of an origin; null or none when the log is unknown.</param>
    /// <param name="held">The latest checkpoint held of an origin, or null.</param>
    internal (SignedCheckpoint? Accepted, TlogAnswer? Refusal) Judge(
        Func<string, IReadOnlyList<NoteVerifierKey>?> authorsOf, Func<string, SignedCheckpoint?> held)
    {
        var parsed = Log.Checkpoint.Parse(Checkpoint.Text);
        if (parsed.Value is not { } claimed)
        {
            return (null, TlogAnswer.Refused(400, parsed.Refusal!));
        }

        if (authorsOf(claimed.Origin) is not { Count: > 0 } authors)
        {
            return (null, TlogAnswer.Refused(404, new LogRefusal("checkpoint.origin", "must be of a log that is known here")));
        }

        var opened = SignedCheckpoint.Open(Checkpoint, claimed.Origin, authors);
        if (opened.Value is not { } signed)
        {
            return (null, TlogAnswer.Refused(403, opened.Refusal!));
        }

        if (OldSize > claimed.Size)
        {
            return (null, TlogAnswer.Refused(400, new LogRefusal("old", "must not be above the size of the checkpoint")));
        }

        var before = held(claimed.Origin);
        var size = before?.Checkpoint.Size ?? 0;
        if (before is not null && size == claimed.Size && before.Checkpoint.Root != claimed.Root)
        {
            return (null, TlogAnswer.Conflict(size) with { Fork = new ForkEvidence(before, signed, null, null) });
        }

        if (OldSize != size)
        {
            return (null, TlogAnswer.Conflict(size));
        }

        var follows = size == 0 || size == claimed.Size
            ? Proof.Count == 0
            : new ConsistencyProof(size, claimed.Size, Proof).Verify(before!.Checkpoint.Root, claimed.Root);
        return follows
            ? (signed, null)
            : (null, TlogAnswer.Refused(422, new LogRefusal("proof", "must lead from the old size to the checkpoint, and be empty when that takes no proof")));
    }
}
