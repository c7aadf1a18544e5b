namespace Palladium.Log;

/// <summary>
/// A witness (C2SP tlog-witness): cosigns a checkpoint only if it extends every one that it cosigned before of that log, and
/// has it on disk before it says so. Safe for several threads; one request at a time is judged.
/// </summary>
/// <param name="key">Cosigns; its name is the witness's. Not disposed.</param>
/// <param name="authorsOf">The trusted keys of a log by its origin; null when the log is not witnessed.</param>
/// <param name="memory">What was cosigned before. Used by this witness alone.</param>
/// <param name="time">The clock for cosignatures. When it runs back, they do not: the last time is used again.</param>
public sealed class Witness(
    NoteSigningKey key, Func<string, IReadOnlyList<NoteVerifierKey>?> authorsOf, WitnessMemory memory, TimeProvider time)
{
    private readonly Lock _lock = new();

    /// <summary>Answers <c>add-checkpoint</c>. Any body leads to an answer.</summary>
    /// <exception cref="IOException">The checkpoint could not be kept; nothing was cosigned. Answer with 500.</exception>
    /// <exception cref="LogDamagedException">What was kept of this log is damaged; it is not cosigned until that is mended.</exception>
    public TlogAnswer AddCheckpoint(ReadOnlySpan<byte> body)
    {
        var request = AddCheckpointRequest.Parse(body);
        if (request.Value is null)
        {
            return TlogAnswer.Refused(400, request.Refusal!);
        }

        lock (_lock)
        {
            var (accepted, refusal) = request.Value.Judge(authorsOf, Latest);
            if (accepted is null)
            {
                return refusal!;
            }

            var cosignature = Cosignature.Create(key, accepted.Note.Text, Now(accepted.Checkpoint.Origin));
            memory.Keep(accepted.With(cosignature));
            return TlogAnswer.Done(cosignature);
        }
    }

    private SignedCheckpoint? Latest(string origin) => authorsOf(origin) is { } authors ? memory.Latest(origin, authors) : null;

    // A later cosignature says that no larger head was seen before it; so its time may not lie before an earlier one's.
    private DateTimeOffset Now(string origin)
    {
        var now = time.GetUtcNow();
        var last = Latest(origin)?.CosignedBy([key.CosignerKey]) is [{ Time: var seconds }] ? DateTimeOffset.FromUnixTimeSeconds(seconds) : now;
        return last > now ? last : now;
    }
}
