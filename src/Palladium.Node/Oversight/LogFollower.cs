using System.Globalization;
using Palladium.Governance.Oversight;
using Palladium.Log;

namespace Palladium.Node.Oversight;

/// <summary>
/// Follows one member's public log: keeps a verified mirror, and says what is wrong with what is served now beside what was
/// seen before. One round at a time.
/// </summary>
internal sealed class LogFollower : IAsyncDisposable
{
    private const int BundlesAtOnce = 16;

    // To prove a fork the whole other history is read; beyond this many entries it is only told.
    private const long MostForEvidence = 1 << 17;

    private readonly HttpClient _http;
    private readonly Action<long, ReadOnlyMemory<byte>> _onLeaf;
    private readonly List<Observed> _observed = [];
    private long _reread;
    private long _heldBefore;

    private LogFollower(AuditedMember member, MirrorLog mirror, HttpClient http, Action<long, ReadOnlyMemory<byte>> onLeaf)
    {
        Member = member;
        Mirror = mirror;
        _http = http;
        _onLeaf = onLeaf;
    }

    /// <summary>Whose log.</summary>
    public AuditedMember Member { get; private set; }

    /// <summary>The verified copy.</summary>
    public MirrorLog Mirror { get; }

    /// <summary>When a checkpoint of the log was last read and verified.</summary>
    public DateTimeOffset? VerifiedAt { get; private set; }

    /// <summary>Opens the mirror in a folder and counts what it holds.</summary>
    /// <exception cref="LogDamagedException">The mirror is damaged.</exception>
    public static LogFollower Open(
        AuditedMember member, string folder, HttpClient http, TimeProvider time, Action<long, ReadOnlyMemory<byte>> onLeaf)
    {
        var mirror = MirrorLog.Open(new MirrorOptions
        {
            Directory = folder,
            Origin = member.Origin,
            Author = member.LogKey,
            Time = time,
            JournalLength = 1 << 20,
        });
        var follower = new LogFollower(member, mirror, http, onLeaf);
        follower.Count(0);
        return follower;
    }

    /// <summary>The member may have moved; its keys stay those the mirror was opened with.</summary>
    public void Moved(AuditedMember member) => Member = Member with { PublicUrl = member.PublicUrl, Name = member.Name, Kind = member.Kind };

    /// <summary>One round. Whatever is served leads to observations, never to an exception.</summary>
    /// <param name="bundlesToReread">How many bundles of 256 entries that are held already are read and compared again.</param>
    /// <param name="witnesses">Everybody's cosigning keys.</param>
    /// <param name="now">The time of the round.</param>
    /// <param name="cancellation">Stops it.</param>
    public async Task<IReadOnlyList<Observed>> RoundAsync(
        long bundlesToReread, IReadOnlyList<NoteVerifierKey> witnesses, DateTimeOffset now, CancellationToken cancellation)
    {
        _observed.Clear();
        _heldBefore = Mirror.Head.Size;
        foreach (var fork in Mirror.Forks)
        {
            Forked(fork);
        }

        if (Member.LogPrefix is not { } prefix)
        {
            Say(FindingRules.Unlisted, "", "nobody says where its public log is.");
            return [.. _observed];
        }

        var source = new HttpLogSource(_http, prefix);
        try
        {
            if (await source.ReadAsync("checkpoint", cancellation) is not { } note)
            {
                Say(FindingRules.Missing, "checkpoint", $"its node answers, and has no checkpoint at {prefix}/checkpoint.");
            }
            else if (SignedCheckpoint.Open(note, Member.Origin, Member.LogKey) is { Value: var signed, Refusal: var refusal } && signed is null)
            {
                Say(FindingRules.BadSignature, "", $"the checkpoint it shows is not signed by its log key: {refusal!.Field} {refusal.Rule}.");
            }
            else
            {
                CheckCosignatures(signed, witnesses);
                if (await ExtendAsync(source, note, signed, cancellation))
                {
                    VerifiedAt = now;
                    await RereadAsync(source, signed.Checkpoint.Size, bundlesToReread, cancellation);
                }
            }
        }
        catch (LogDamagedException damage)
        {
            Say(FindingRules.BadRoot, damage.Place, $"a file of its log is not as it must be: {damage.Message}.");
        }
        catch (HttpRequestException failure)
        {
            Say(FindingRules.Unreachable, "", $"{prefix} does not answer: {failure.Message}");
        }

        return [.. _observed];
    }

    /// <summary>Compares a signed head that somebody else's mirror has with what is held. False when it is ahead of us.</summary>
    public async Task<bool> CompareHeadAsync(string mirrorOf, byte[] note, CancellationToken cancellation)
    {
        if (SignedCheckpoint.Open(note, Member.Origin, Member.LogKey).Value is not { } signed)
        {
            Say(FindingRules.MirrorDiffers, mirrorOf, $"the mirror at {mirrorOf} shows a checkpoint that its log key did not sign.");
            return true;
        }

        if (signed.Checkpoint.Size > Mirror.Head.Size)
        {
            return false;
        }

        var result = await Mirror.ObserveAsync(note, null, cancellation);
        if (result is { Outcome: MirrorOutcome.Fork, Fork: { } fork })
        {
            Forked(fork);
        }

        return true;
    }

    /// <summary>Compares leaves that somebody else's page shows with what is held.</summary>
    public void CompareLeaves(string mirrorOf, IReadOnlyList<ShownLeaf> leaves)
    {
        foreach (var leaf in leaves)
        {
            if (leaf.Index >= 0 && leaf.Index < Mirror.Head.Size && !Mirror.ReadLeaves(leaf.Index, 1)[0].Span.SequenceEqual(leaf.Leaf))
            {
                Say(FindingRules.MirrorDiffers, mirrorOf, string.Create(
                    CultureInfo.InvariantCulture, $"the mirror at {mirrorOf} shows another entry {leaf.Index} than its author signed."));
                return;
            }
        }
    }

    /// <summary>What came up since the round began, comparisons included.</summary>
    public IReadOnlyList<Observed> Observed => [.. _observed];

    /// <inheritdoc />
    public ValueTask DisposeAsync() => Mirror.DisposeAsync();

    private async Task<bool> ExtendAsync(ILogSource source, byte[] note, SignedCheckpoint signed, CancellationToken cancellation)
    {
        var size = signed.Checkpoint.Size;
        if (size < Mirror.Head.Size)
        {
            var result = await Mirror.ObserveAsync(note, null, cancellation);
            if (result.Fork is { } fork)
            {
                Forked(fork);
            }

            Say(FindingRules.Shrunk, "", string.Create(
                CultureInfo.InvariantCulture,
                $"its log shows {size} entries now; {Mirror.Head.Size} were seen before. Entries that were published are withheld, or an old copy was put in place."));
            return false;
        }

        var hashes = new SourceTreeHashes(source, size);
        do
        {
            var from = Mirror.Head.Size;
            var leaves = await ServedEntries.FromAsync(source, from, size, BundlesAtOnce, cancellation);
            var end = from + leaves.Count;
            var beyond = end < size ? await TreeProofs.ConsistencyAsync(hashes, end, size, cancellation) : null;
            var result = await Mirror.ExtendAsync(from, leaves, note, beyond, cancellation);
            switch (result.Outcome)
            {
                case MirrorOutcome.Extended:
                    Count(from);
                    break;
                case MirrorOutcome.NothingNew:
                    return true;
                case MirrorOutcome.Fork:
                    Forked(result.Fork!);
                    return false;
                default:
                    await DisagreesAsync(source, note, size, result, cancellation);
                    return false;
            }
        }
        while (Mirror.Head.Size < size);
        return true;
    }

    // Either what is served is not what was signed, or the author signed another history: only that whole history can tell.
    private async Task DisagreesAsync(ILogSource source, byte[] note, long size, MirrorResult result, CancellationToken cancellation)
    {
        if (Mirror.Head.Size > 0 && size <= MostForEvidence)
        {
            var all = await ServedEntries.FromAsync(source, 0, size, int.MaxValue, cancellation);
            if ((await Mirror.ExtendAsync(0, all, note, null, cancellation)).Fork is { } fork)
            {
                Forked(fork);
                return;
            }
        }

        Say(FindingRules.BadRoot, "", string.Create(
            CultureInfo.InvariantCulture,
            $"the entries it serves do not lead to the head of {size} entries that its key signed: {result.Refusal?.Field} {result.Refusal?.Rule}. Something was changed after it was signed."));
    }

    private async Task RereadAsync(ILogSource source, long size, long budget, CancellationToken cancellation)
    {
        // What came in this round was compared with the signed head a moment ago.
        var bundles = (_heldBefore + TilePath.FullWidth - 1) / TilePath.FullWidth;
        for (var i = 0L; i < Math.Min(budget, bundles); i++)
        {
            _reread = _reread >= bundles ? 0 : _reread;
            var start = _reread * TilePath.FullWidth;
            var held = Mirror.ReadLeaves(start, TilePath.FullWidth);
            var served = await ServedEntries.BundleAsync(source, _reread, size, cancellation);
            for (var at = 0; at < Math.Min(held.Count, served.Count); at++)
            {
                if (!held[at].Span.SequenceEqual(served[at].Span))
                {
                    Say(FindingRules.Altered, "", string.Create(
                        CultureInfo.InvariantCulture, $"entry {start + at} is served with other bytes than those that its key signed."));
                    break;
                }
            }

            _reread++;
        }
    }

    private void CheckCosignatures(SignedCheckpoint signed, IReadOnlyList<NoteVerifierKey> witnesses)
    {
        foreach (var signature in signed.Note.Signatures)
        {
            var named = witnesses.FirstOrDefault(key => key.Name == signature.Name && key.KeyId == signature.KeyId);
            if (named is not null && Cosignature.Verify(named, signed.Note.Text, signature) is null)
            {
                Say(FindingRules.BadCosignature, named.Name, $"its checkpoint carries a cosignature in the name of {named.Name} which is not by that key.");
            }
            else if (named is not null)
            {
                Mirror.AddCosignature(named, signature);
            }
        }
    }

    private void Count(long from)
    {
        while (from < Mirror.Head.Size)
        {
            var leaves = Mirror.ReadLeaves(from, TilePath.FullWidth);
            foreach (var leaf in leaves)
            {
                _onLeaf(from++, leaf);
            }
        }
    }

    private void Forked(ForkEvidence fork)
    {
        var (held, other) = (fork.Held.Checkpoint, fork.Other.Checkpoint);
        var proof = fork.Verify()
            ? "The two notes and the proof beside them show it to anybody."
            : "Both notes are kept; their proof is not complete.";
        var subject = string.Create(CultureInfo.InvariantCulture, $"{held.Size}/{other.Size}/{other.Root}");
        if (_observed.All(observed => observed.Rule != FindingRules.Fork || observed.Subject != subject))
        {
            Say(FindingRules.Fork, subject, string.Create(
                CultureInfo.InvariantCulture,
                $"FORK: its key signed two histories, one of {held.Size} entries with root {held.Root} and one of {other.Size} with root {other.Root}, and neither extends the other. {proof}"));
        }
    }

    private void Say(string rule, string subject, string words) => _observed.Add(new Observed(Member.Id, rule, subject, words));
}
