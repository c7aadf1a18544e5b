namespace Palladium.Log;

/// <summary>
/// Verifies a whole log from its public files: signature, every entry against its tile, every tile against the others and
/// the root. Streams: memory does not grow with the log.
/// </summary>
public sealed class LogVerifier
{
    /// <summary>After this many failures it gives up.</summary>
    public const int MaximumFailures = 100;

    private static readonly int ReadAhead = 4 * Environment.ProcessorCount;
    private readonly ILogSource _source;
    private readonly string _origin;
    private readonly NoteVerifierKey _author;

    /// <summary>Verifies the log of this origin and key from a source.</summary>
    public LogVerifier(ILogSource source, string origin, NoteVerifierKey author)
    {
        _source = source;
        _origin = origin;
        _author = author;
    }

    /// <summary>Keys of witnesses (kind <see cref="NoteKeyKind.CosignatureV1"/>) whose cosignatures are looked for.</summary>
    public IReadOnlyList<NoteVerifierKey> Witnesses { get; init; } = [];

    /// <summary>Called for each entry in order, before the root is known to be right: keep judgement until the report.</summary>
    public Action<long, ReadOnlyMemory<byte>>? OnLeaf { get; init; }

    /// <summary>
    /// First entry that the log has to give out, for a log that is pruned with good reason (C2SP tlog-tiles, Pruning). Verification begins with the
    /// bundle that holds it.
    /// </summary>
    public long MinimumIndex { get; init; }

    /// <summary>Another file than <c>checkpoint</c> to take the head from, as bytes; for old checkpoints.</summary>
    public ReadOnlyMemory<byte>? Checkpoint { get; init; }

    /// <summary>Runs the verification. Whatever the source holds leads to a report, never to an exception.</summary>
    /// <exception cref="OperationCanceledException">Cancelled.</exception>
    public async Task<LogReport> VerifyAsync(CancellationToken cancellation)
    {
        var run = new VerificationRun(_source, OnLeaf);
        var note = Checkpoint is { } given ? given.ToArray() : await run.ReadAsync("checkpoint", cancellation);
        if (note is null)
        {
            run.Fail("checkpoint", "is missing");
            return run.Report(_origin, null, []);
        }

        var opened = SignedCheckpoint.Open(note, _origin, _author);
        if (opened.Value is not { } signed)
        {
            run.Fail("checkpoint", $"{opened.Refusal!.Field} {opened.Refusal.Rule}");
            return run.Report(_origin, null, []);
        }

        await run.EntriesAsync(signed.Checkpoint, MinimumIndex, ReadAhead, cancellation);
        return run.Report(_origin, signed, signed.CosignedBy(Witnesses));
    }
}
