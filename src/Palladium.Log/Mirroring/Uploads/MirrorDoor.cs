namespace Palladium.Log;

/// <summary>A log that is mirrored, as <see cref="MirrorDoor"/> needs it.</summary>
/// <param name="Mirror">The verified copy.</param>
/// <param name="Authors">Keys of the log's author.</param>
public sealed record MirroredLog(MirrorLog Mirror, IReadOnlyList<NoteVerifierKey> Authors);

/// <summary>
/// A mirror towards those who upload (C2SP tlog-mirror): <c>add-checkpoint</c> and <c>add-entries</c>, without the connection. The
/// mirror's cosignature says that everything below the checkpoint is durable here and can be read. Safe for several threads;
/// uploads of one log may run at the same time.
/// </summary>
/// <param name="key">Cosigns what was mirrored. Not a key that cosigns as a witness. Not disposed.</param>
/// <param name="find">The mirrored log of an origin, the same object each time; null when there is none.</param>
public sealed class MirrorDoor(NoteSigningKey key, Func<string, MirroredLog?> find)
{
    private const int KeptPending = 16;

    // A whole request below what is needed is sent by somebody who does not know how far we are.
    private const long FarBelow = EntryUpload.MostPackages * TilePath.FullWidth;
    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<SignedCheckpoint>> _pending = [];

    /// <summary>Answers <c>add-checkpoint</c>: like a witness, and without a cosignature.</summary>
    /// <exception cref="IOException">The mirror's disk failed. Answer with 500.</exception>
    /// <exception cref="LogStoppedException">It failed before.</exception>
    public async Task<TlogAnswer> AddCheckpointAsync(ReadOnlyMemory<byte> body, CancellationToken cancellation)
    {
        var request = AddCheckpointRequest.Parse(body.Span);
        if (request.Value is not { } asked)
        {
            return TlogAnswer.Refused(400, request.Refusal!);
        }

        var (accepted, refusal) = asked.Judge(origin => find(origin)?.Authors, origin => find(origin)?.Mirror.Latest);
        if (accepted is null)
        {
            return refusal!;
        }

        var mirror = find(accepted.Checkpoint.Origin)!.Mirror;
        var proof = asked.OldSize == 0 ? null : new ConsistencyProof(asked.OldSize, accepted.Checkpoint.Size, asked.Proof);
        var result = await mirror.ObserveAsync(accepted.Note.ToBytes(), proof, cancellation);
        if (result.Outcome is not (MirrorOutcome.Extended or MirrorOutcome.NothingNew))
        {
            // Another request was faster, or our leaves contradict the checkpoint.
            return TlogAnswer.Conflict(mirror.Latest?.Checkpoint.Size ?? 0) with { Fork = result.Fork };
        }

        Remember(accepted);
        return TlogAnswer.Done();
    }

    /// <summary>
    /// Answers <c>add-entries</c>. Reads the body as it comes and keeps each package that verifies, whatever follows. A compressed body must be
    /// unpacked by the caller.
    /// </summary>
    /// <inheritdoc cref="AddCheckpointAsync" path="/exception"/>
    public async Task<TlogAnswer> AddEntriesAsync(Stream body, CancellationToken cancellation)
    {
        await using var reader = new EntryUploadReader(body);
        if (await reader.BeginAsync(cancellation) is not { } upload)
        {
            return TlogAnswer.Refused(400, new LogRefusal("upload", "must begin with origin, range and ticket"));
        }

        if (find(upload.Origin) is not { } log)
        {
            return TlogAnswer.Refused(404, new LogRefusal("upload.origin", "must be of a log that is mirrored here"));
        }

        var mirror = log.Mirror;
        if (Pending(upload.Origin, mirror, upload.End) is not { } target || upload.End < (mirror.Reached?.Checkpoint.Size ?? 0))
        {
            return Info(409, mirror, mirror.Latest?.Checkpoint.Size ?? 0);
        }

        if (upload.Start > mirror.Head.Size || upload.Start < mirror.Head.Size - FarBelow)
        {
            return Info(409, mirror, upload.End);
        }

        var taken = 0;
        foreach (var (subtree, from) in upload.Packages())
        {
            if (await reader.PackageAsync((int)(subtree.End - from), cancellation) is not var (leaves, hashes))
            {
                return taken > 0
                    ? Info(202, mirror, upload.End)
                    : TlogAnswer.Refused(400, new LogRefusal("package", "must be whole"));
            }

            var proof = new SubtreeConsistencyProof(subtree, upload.End, hashes);
            var result = await mirror.TakePartAsync(from, leaves, proof, target, cancellation);
            if (result.Outcome != MirrorOutcome.Extended)
            {
                return TlogAnswer.Refused(422, result.Refusal ?? new LogRefusal("package", "must not leave a gap"));
            }

            taken++;
        }

        var reached = await mirror.ReachAsync(target, key, cancellation);
        return reached.Outcome == MirrorOutcome.Extended && mirror.Reached is { } now && now.Note.Text == target.Note.Text
            ? TlogAnswer.Done(now.Note.Signatures.Where(line => line.Name == key.Name && line.KeyId == key.CosignerKey.KeyId))
            : Info(409, mirror, mirror.Latest!.Checkpoint.Size);
    }

    private static TlogAnswer Info(int status, MirrorLog mirror, long pending) =>
        new(status, new MirrorInfo(pending, mirror.Head.Size, default).ToBytes(), MirrorInfo.ContentType);

    // Heads that were pending not long ago stay good: an upload that began for one of them need not begin anew. All of them are
    // prefixes of the latest. After a restart only the two that the mirror keeps are known.
    private SignedCheckpoint? Pending(string origin, MirrorLog mirror, long size)
    {
        lock (_lock)
        {
            var recent = _pending.GetValueOrDefault(origin)?.LastOrDefault(head => head.Checkpoint.Size == size);
            return recent ?? new[] { mirror.Latest, mirror.Reached }.FirstOrDefault(head => head?.Checkpoint.Size == size);
        }
    }

    private void Remember(SignedCheckpoint head)
    {
        lock (_lock)
        {
            if (!_pending.TryGetValue(head.Checkpoint.Origin, out var recent))
            {
                _pending[head.Checkpoint.Origin] = recent = [];
            }

            recent.Add(head);
            if (recent.Count > KeptPending)
            {
                recent.RemoveAt(0);
            }
        }
    }
}
