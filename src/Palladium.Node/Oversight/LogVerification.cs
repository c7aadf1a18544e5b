using System.Globalization;
using System.Text;
using System.Text.Json;
using Palladium.Log;
using Palladium.Records.Entries;

namespace Palladium.Node.Oversight;

/// <summary>Whose log to verify, by which key, and whose cosignatures to look for.</summary>
/// <param name="Source">The public files.</param>
/// <param name="Where">URL or folder, for words.</param>
/// <param name="Origin">The origin that is expected.</param>
/// <param name="Key">The author's key.</param>
/// <param name="Witnesses">Members by their cosigning keys; empty when nobody named them.</param>
/// <param name="KeyFrom">Where origin and key came from, in a sentence that says what is trusted.</param>
internal sealed record LogToVerify(
    ILogSource Source, string Where, string Origin, NoteVerifierKey Key, IReadOnlyList<AuditedMember> Witnesses, string KeyFrom);

/// <summary>What a verification of one log checked and found; what <c>palladium log verify --json</c> prints.</summary>
/// <param name="Good">Whether everything was checked and nothing was wrong.</param>
/// <param name="Where">URL or folder.</param>
/// <param name="Origin">The origin that was expected.</param>
/// <param name="Key">The author's key.</param>
/// <param name="KeyFrom">Where origin and key came from.</param>
/// <param name="Entries">Entries whose hash leads to the root.</param>
/// <param name="Root">The signed root, base64; null without a checkpoint.</param>
/// <param name="Tiles">Tiles and bundles read.</param>
/// <param name="PartialTiles">The partial ones among them.</param>
/// <param name="Bytes">Bytes read.</param>
/// <param name="Proofs">Inclusion proofs that were made from the tiles and hold.</param>
/// <param name="CosignedBy">Members with a correct cosignature, with its time.</param>
/// <param name="Kinds">Headers by kind.</param>
/// <param name="NewerKinds">Headers of kinds that this version does not know.</param>
/// <param name="First">Time of the first header.</param>
/// <param name="Last">Latest time of a header.</param>
/// <param name="BackwardSteps">How often a header's time lies before that of an earlier one. Told, not wrong: clocks are set.</param>
/// <param name="Failures">What is wrong.</param>
/// <param name="Shows">What the result says.</param>
/// <param name="CannotExclude">What it does not say.</param>
internal sealed record LogVerificationReport(
    bool Good,
    string Where,
    string Origin,
    string Key,
    string KeyFrom,
    long Entries,
    string? Root,
    long Tiles,
    int PartialTiles,
    long Bytes,
    int Proofs,
    IReadOnlyDictionary<string, DateTimeOffset> CosignedBy,
    IReadOnlyDictionary<string, long> Kinds,
    long NewerKinds,
    DateTimeOffset? First,
    DateTimeOffset? Last,
    long BackwardSteps,
    IReadOnlyList<LogFailure> Failures,
    IReadOnlyList<string> Shows,
    IReadOnlyList<string> CannotExclude)
{
    public static JsonSerializerOptions JsonOptions { get; } = new(JsonSerializerDefaults.Web) { WriteIndented = true };

    public string ToJson() => JsonSerializer.Serialize(this, JsonOptions);

    /// <summary>The report for a person.</summary>
    public string ToText()
    {
        var text = new StringBuilder();
        Line(text, $"{Where}");
        Line(text, $"  log     {Origin}");
        Line(text, $"  key     {Key}");
        Line(text, $"  {KeyFrom}");
        Line(text, $"Checked: the signature of the checkpoint, {Entries} entries, {Tiles} tiles ({PartialTiles} partial), {Proofs} inclusion proofs, {Bytes} bytes.");
        Line(text, $"Headers: {(Kinds.Count == 0 ? "none" : string.Join(", ", Kinds.Select(kind => string.Create(CultureInfo.InvariantCulture, $"{kind.Key} {kind.Value}"))))}.");
        if (NewerKinds > 0)
        {
            Line(text, $"  {NewerKinds} of them are of kinds that this version does not know; they were verified, not interpreted.");
        }

        if (BackwardSteps > 0)
        {
            Line(text, $"  {BackwardSteps} times lie before that of an earlier entry: the author's clock was set back.");
        }

        foreach (var failure in Failures)
        {
            Line(text, $"WRONG  {failure.Place}: {failure.Reason}");
        }

        foreach (var words in Shows)
        {
            Line(text, $"OK     {words}");
        }

        Line(text, $"Not excluded by this:");
        foreach (var words in CannotExclude)
        {
            Line(text, $"  - {words}");
        }

        Line(text, $"{(Good ? "The log is good." : "The log is NOT good.")}");
        return text.ToString();
    }

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}

/// <summary>Verifies a whole log: signature, entries, tiles, some inclusion proofs, and that each leaf is a header in its one form.</summary>
internal static class LogVerification
{
    private const int Proofs = 16;
    private const int MostHeaderFailures = 20;

    /// <summary>Runs it. Whatever the log holds leads to a report.</summary>
    public static async Task<LogVerificationReport> RunAsync(LogToVerify log, CancellationToken cancellation)
    {
        var headers = new HeaderCount();
        var sampled = new Dictionary<long, TreeHash>();
        var note = await NoteAsync(log, cancellation);
        var size = note is null ? 0 : SignedCheckpoint.Open(note, log.Origin, log.Key).Value?.Checkpoint.Size ?? 0;
        var wanted = Enumerable.Range(0, Proofs).Select(i => i * Math.Max(0, size - 1) / (Proofs - 1)).ToHashSet();
        var verifier = new LogVerifier(log.Source, log.Origin, log.Key)
        {
            Checkpoint = note,
            Witnesses = [.. log.Witnesses.Where(member => member.Origin != log.Origin).Select(member => member.CosignKey)],
            OnLeaf = (index, leaf) =>
            {
                headers.Add(index, leaf.Span);
                if (wanted.Contains(index))
                {
                    sampled[index] = MerkleTree.Leaf(leaf.Span);
                }
            },
        };
        var report = await verifier.VerifyAsync(cancellation);
        var failures = report.Failures.Concat(headers.Failures).ToList();
        var proofs = report is { IsGood: true, Checkpoint: { } signed }
            ? await ProveAsync(log.Source, signed.Checkpoint, sampled, failures, cancellation)
            : 0;
        var good = report.IsGood && failures.Count == 0;
        return new LogVerificationReport(
            good,
            log.Where,
            log.Origin,
            log.Key.ToString(),
            log.KeyFrom,
            report.Entries,
            report.Checkpoint?.Checkpoint.Root.ToString(),
            report.Tiles,
            report.PartialTiles,
            report.Bytes,
            proofs,
            report.Cosignatures.ToDictionary(
                cosignature => log.Witnesses.First(member => member.CosignKey.Equals(cosignature.Cosigner)).Id,
                cosignature => DateTimeOffset.FromUnixTimeSeconds(Math.Min(cosignature.Time, 253_402_300_799))),
            headers.Kinds,
            headers.NewerKinds,
            headers.First,
            headers.Last,
            headers.BackwardSteps,
            failures,
            good ? [.. report.Shows, "Every leaf is a header in its one canonical form; none holds more than the eight public members."] : [],
            [.. report.CannotExclude, .. report.IsGood ? Array.Empty<string>() : ["Anything about entries that could not be checked."], TrustIn(log)]);
    }

    private static string TrustIn(LogToVerify log) => $"That the key is not the one of {log.Origin}: {char.ToLowerInvariant(log.KeyFrom[0])}{log.KeyFrom[1..]}";

    // One checkpoint for all that follows: the log goes on growing meanwhile.
    private static async Task<byte[]?> NoteAsync(LogToVerify log, CancellationToken cancellation)
    {
        try
        {
            return await log.Source.ReadAsync("checkpoint", cancellation);
        }
        catch (Exception failure) when (failure is IOException or HttpRequestException or UnauthorizedAccessException
            || (failure is OperationCanceledException && !cancellation.IsCancellationRequested))
        {
            // The verifier reads it again and reports why it cannot.
            return null;
        }
    }

    private static async Task<int> ProveAsync(
        ILogSource source, Checkpoint head, Dictionary<long, TreeHash> leaves, List<LogFailure> failures, CancellationToken cancellation)
    {
        var hashes = new SourceTreeHashes(source, head.Size);
        var proofs = 0;
        foreach (var (index, leaf) in leaves)
        {
            try
            {
                var proof = await TreeProofs.InclusionAsync(hashes, index, head.Size, cancellation);
                if (proof.Verify(leaf, head.Root))
                {
                    proofs++;
                }
                else
                {
                    failures.Add(new LogFailure($"entry {index}", "the inclusion proof made from the tiles does not hold"));
                }
            }
            catch (Exception failure) when (failure is LogDamagedException or IOException or HttpRequestException)
            {
                failures.Add(new LogFailure($"entry {index}", $"no inclusion proof could be made from the tiles: {failure.Message}"));
            }
        }

        return proofs;
    }

    private sealed class HeaderCount
    {
        private readonly SortedDictionary<string, long> _kinds = new(StringComparer.Ordinal);
        private long _last = -1;

        public List<LogFailure> Failures { get; } = [];

        public IReadOnlyDictionary<string, long> Kinds => _kinds;

        public long NewerKinds { get; private set; }

        public long BackwardSteps { get; private set; }

        public DateTimeOffset? First { get; private set; }

        public DateTimeOffset? Last => _last < 0 ? null : DateTimeOffset.FromUnixTimeSeconds(_last);

        public void Add(long index, ReadOnlySpan<byte> leaf)
        {
            if (!EntryHeader.Parse(leaf).Accepted(out var header, out var refusal))
            {
                if (Failures.Count < MostHeaderFailures)
                {
                    Failures.Add(new LogFailure($"entry {index}", $"is not a header: {refusal.Field}: {refusal.Message} ({refusal.Rule})"));
                }

                return;
            }

            var kind = header.Kind;
            if (!EntryKinds.All.ContainsKey(kind))
            {
                NewerKinds++;
                kind = "(newer)";
            }

            _kinds[kind] = _kinds.GetValueOrDefault(kind) + 1;
            First ??= DateTimeOffset.FromUnixTimeSeconds(header.Time);
            BackwardSteps += header.Time < _last ? 1 : 0;
            _last = Math.Max(_last, header.Time);
        }
    }
}
