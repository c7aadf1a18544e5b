namespace Palladium.Log;

/// <summary>How far a mirror is with an upload.</summary>
public enum UploadOutcome
{
    /// <summary>Everything below the checkpoint is at the mirror; its cosignatures are verified.</summary>
    Mirrored,

    /// <summary>It wants more, or something else: send the next request.</summary>
    GoesOn,

    /// <summary>It wants entries for a checkpoint that our log never had: an old copy is running, or somebody else signs with the same key.</summary>
    Ahead,

    /// <summary>It does not take this.</summary>
    Refused,
}

/// <summary>Answer of a mirror as a log understands it.</summary>
/// <param name="Outcome">What happened.</param>
/// <param name="Cosignatures">Correct cosignatures by known keys; empty unless mirrored.</param>
/// <param name="Why">The reason where there is one.</param>
public sealed record UploadReply(UploadOutcome Outcome, IReadOnlyList<NoteSignature> Cosignatures, LogRefusal? Why = null);

/// <summary>
/// The log's side of <c>add-entries</c> towards one mirror, without the connection. First the mirror is given the checkpoint with
/// <see cref="WitnessSubmission"/>, whose answer of status 200 has no cosignature yet; then requests are made here until it has everything.
/// For one caller at a time.
/// </summary>
/// <param name="mirror">The keys under which the mirror cosigns.</param>
public sealed class MirrorUpload(params IReadOnlyList<NoteVerifierKey> mirror)
{
    private MirrorInfo _info = new(0, 0, default);

    /// <summary>First entry that the mirror lacks, as far as is known.</summary>
    public long NextEntry => _info.NextEntry;

    /// <summary>The next request for a head that the mirror was given: where to go on, at most 32 packages.</summary>
    public byte[] Next(LogReader log, SignedCheckpoint head)
    {
        ArgumentNullException.ThrowIfNull(head);
        // Until the mirror has told another size to aim at, it is the head's.
        var end = _info.PendingSize == 0 ? head.Checkpoint.Size : _info.PendingSize;
        return new EntryUpload(head.Checkpoint.Origin, Math.Min(_info.NextEntry, end), end, _info.Ticket).ToBytes(log);
    }

    /// <summary>Takes what the mirror answered to a request for a head.</summary>
    public UploadReply Receive(SignedCheckpoint head, int status, string? contentType, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(head);
        switch (status)
        {
            case 200:
                List<NoteSignature> right = [.. TlogAnswer.Lines(body).Where(line =>
                    mirror.Any(key => Cosignature.Verify(key, head.Note.Text, line) is not null)).Distinct()];
                if (right.Count == 0)
                {
                    // It may have finished an older head that it named; then this one comes next.
                    var older = _info.PendingSize != 0 && _info.PendingSize < head.Checkpoint.Size;
                    _info = new MirrorInfo(0, older ? _info.PendingSize : _info.NextEntry, default);
                    return older
                        ? new UploadReply(UploadOutcome.GoesOn, [])
                        : Refused("must hold a cosignature of the mirror over the checkpoint");
                }

                _info = new MirrorInfo(0, head.Checkpoint.Size, default);
                return new UploadReply(UploadOutcome.Mirrored, right);
            case 202 or 409 when contentType == MirrorInfo.ContentType && MirrorInfo.Parse(body).Value is { } info:
                if (info.PendingSize > head.Checkpoint.Size || info.NextEntry > head.Checkpoint.Size)
                {
                    return new UploadReply(UploadOutcome.Ahead, []);
                }

                if (status == 409 && info == _info)
                {
                    return Refused("tells again what was done");
                }

                _info = info;
                return new UploadReply(UploadOutcome.GoesOn, []);
            default:
                return Refused($"has status {status}");
        }

        static UploadReply Refused(string rule) => new(UploadOutcome.Refused, [], new LogRefusal("answer", rule));
    }
}
