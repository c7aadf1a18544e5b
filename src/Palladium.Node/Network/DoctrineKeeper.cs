using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Gate;
using Palladium.Federation.Charter;
using Palladium.Node.Alerts;
using Palladium.Node.Configuration;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;
using Palladium.Records.Json;
using Palladium.Sqlite.State;

namespace Palladium.Node.Network;

/// <summary>
/// Holds which charter and which doctrine are in force. In a network the charter names the doctrine by its hash, and nothing
/// else can put one in force; a node that is alone follows the folder that its configuration names. A new version is
/// stored before it is adopted, and its adoption is an entry.
/// </summary>
internal sealed partial class DoctrineKeeper : IDisposable
{
    private const string RecordedCharter = "charter.recorded";
    private const string RecordedDoctrine = "doctrine.recorded";
    private const string FittingRules = "local-rules.fitting";

    private readonly NodeConfiguration _configuration;
    private readonly NetworkDirectory _network;
    private readonly Gate _gate;
    private readonly ThresholdWatch _thresholds;
    private readonly IJournal _journal;
    private readonly StateStore _state;
    private readonly MemberVersions _versions;
    private readonly TimeProvider _clock;
    private readonly ILogger<DoctrineKeeper> _logger;
    private readonly CharterStore _charters;
    private readonly CharterIntake _intake;
    private readonly RefusedOffers _refused;
    private readonly SemaphoreSlim _one = new(1, 1);
    private readonly Lock _putting = new();
    private readonly Dictionary<string, DoctrineBundle> _known = new(StringComparer.Ordinal);
    private volatile CharterChain? _chain;
    private LocalRules? _local;
    private string? _localDoctrine;

    public DoctrineKeeper(
        NodeConfiguration configuration, NetworkDirectory network, Gate gate, ThresholdWatch thresholds, IJournal journal, StateStore state,
        MemberVersions versions, TimeProvider clock, ILogger<DoctrineKeeper> logger)
    {
        _configuration = configuration;
        _network = network;
        _gate = gate;
        _thresholds = thresholds;
        _journal = journal;
        _state = state;
        _versions = versions;
        _clock = clock;
        _logger = logger;
        _charters = new CharterStore(configuration.Data);
        _intake = new CharterIntake(configuration.Data);
        _refused = new RefusedOffers(journal, clock);
    }

    public void Dispose() => _one.Dispose();

    /// <summary>The doctrine in force; null for none, and then the gate denies everything.</summary>
    public DoctrineBundle? InForce => _gate.Doctrine;

    /// <summary>Whether the charter in force names a doctrine that is not here: everything is denied until another member hands it over.</summary>
    public bool LacksDoctrine => _chain is { } chain && InForce?.Hash != chain.InForce.Charter.Doctrine;

    /// <summary>When this node took it.</summary>
    public DateTimeOffset? AdoptedAt { get; private set; }

    /// <summary>The chain of charters; null for a node that is alone.</summary>
    public CharterChain? Chain => _chain;

    /// <summary>Raised after a charter was adopted here; true when a peer handed it over.</summary>
    public event Action<bool>? Adopted;

    /// <summary>The versions that still count besides the one in force.</summary>
    public IReadOnlyList<DoctrineInGrace> InGrace => _gate.InGrace;

    /// <summary>What a member follows, as far as this node was told; null when it was not.</summary>
    public string? FollowedBy(MemberId member) => member == _network.Self.Id ? InForce?.Hash : _versions.DoctrineOf(member);

    /// <summary>The doctrine of that hash, if it counts or counted since the start; null when it is not known.</summary>
    public DoctrineManifest? ManifestOf(string hash)
    {
        lock (_putting)
        {
            return _known.GetValueOrDefault(hash)?.Manifest;
        }
    }

    /// <summary>When a member was last heard to follow what it follows; null when not since the start.</summary>
    public DateTimeOffset? HeardAt(MemberId member) => _versions.Of(member)?.AsOf;

    /// <summary>Notes which charter a member said it follows. The last one to follow the version in force ends the grace of those before it.</summary>
    public void Heard(MemberId member, string charterHash)
    {
        if (_chain?.Find(charterHash) is { } known && _versions.Heard(member, known))
        {
            PutInForce(null);
        }
    }

    /// <summary>Takes up what is in force on disk. Called once, before anything asks the gate.</summary>
    /// <exception cref="InvalidDataException">The charter on disk does not verify: the node must not run on it.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        if (!_charters.IsFounded)
        {
            if (_configuration.Doctrine is { } folder)
            {
                var load = DoctrineBundle.LoadFolder(folder);
                if (!load.Succeeded(out var alone))
                {
                    throw new InvalidDataException($"The doctrine in {folder} cannot be used: {string.Join(" ", load.Problems)}");
                }

                await AdoptAsync(alone, null, cancellation);
            }

            return;
        }

        if (!_charters.Load().Accepted(out var chain, out var refusal))
        {
            throw new InvalidDataException($"The charter in {_configuration.DataPath("charter")} does not verify: {refusal}");
        }

        _chain = chain;
        _versions.Load(chain);
        var charter = chain.InForce;
        _network.Adopt(charter.Charter);
        if (DoctrinePacks.Find(_configuration.Data, charter.Charter.Doctrine) is not { } doctrine)
        {
            // Without its doctrine the node runs and denies; it is asked for from the others.
            NoDoctrine(_logger, charter.Charter.Doctrine);
            return;
        }

        await AdoptAsync(doctrine, charter, cancellation);
    }

    /// <summary>The same for bytes from anybody, that may be no offer at all.</summary>
    public async Task<Outcome<bool>> OfferAsync(ReadOnlyMemory<byte> bytes, bool fromPeer, CancellationToken cancellation)
    {
        if (CharterOffer.TryRead(bytes.Span, out var offer))
        {
            return await OfferAsync(offer, fromPeer, cancellation);
        }

        await _one.WaitAsync(cancellation);
        try
        {
            var refusal = new Refusal("charter", "charter.offer", "An offer holds versions of the charter and a doctrine.");
            return await _refused.RecordAsync(refusal, null, bytes, cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>
    /// Takes a further version of the charter with the doctrine that it names, from anybody: what counts are the stewards'
    /// signatures. Known versions change nothing, except that they bring a doctrine that is missing here. Two successors of one
    /// version freeze the chain, visibly. What is refused is an entry; the node keeps the doctrine it has.
    /// </summary>
    /// <param name="offer">The offer.</param>
    /// <param name="fromPeer">Whether another member hands it on: it may lag behind without any fault. From a steward what is older is refused.</param>
    /// <param name="cancellation">Ends the wait.</param>
    public async Task<Outcome<bool>> OfferAsync(CharterOffer offer, bool fromPeer, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            if (_chain is not { } chain)
            {
                return new Refusal("charter", "charter.none", "This node belongs to no network.");
            }

            if (!_intake.Check(chain, InForce, offer).Accepted(out var addition, out var refusal))
            {
                return await RefuseAsync(refusal, offer, cancellation);
            }

            if (addition.IsOlder && !fromPeer)
            {
                return await RefuseAsync(CharterIntake.Older(chain), offer, cancellation);
            }

            var isSameCharter = addition.Chain.InForce.Hash == chain.InForce.Hash;
            if (addition.Added.Count == 0 && InForce?.Hash == addition.Doctrine.Hash)
            {
                return false;
            }

            if (!_intake.Keep(chain, addition).Accepted(out var next, out refusal))
            {
                return refusal;
            }

            _chain = next;
            if (isSameCharter && InForce?.Hash == addition.Doctrine.Hash)
            {
                return false;
            }

            _network.Adopt(next.InForce.Charter);
            await AdoptAsync(addition.Doctrine, next.InForce, cancellation);
            if (!isSameCharter)
            {
                Adopted?.Invoke(fromPeer);
            }

            return true;
        }
        catch (InvalidDataException e)
        {
            // The doctrine came after the start, and the member's own rules are no good under it: nothing is opened until they are mended.
            return new Refusal("local_rules", "local.rules", e.Message);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <summary>What a peer needs to adopt the charter in force here; null when the doctrine is not here.</summary>
    public CharterOffer? Current() => _chain is { } chain && InForce is { } doctrine && !LacksDoctrine ? CharterOffer.Of(chain, doctrine) : null;

    private async Task AdoptAsync(DoctrineBundle doctrine, SignedCharter? charter, CancellationToken cancellation)
    {
        PutInForce(doctrine);
        _thresholds.Adopt(doctrine.Thresholds);
        AdoptedAt = _clock.GetUtcNow();
        var drafts = new List<EntryDraft>();
        if (charter is not null && _state.Get(RecordedCharter) != charter.Hash)
        {
            drafts.Add(new EntryDraft(EntryKinds.CharterAdopted, PurposeClass.Administration, CanonicalJson.Write(new JsonObject
            {
                ["charter"] = charter.Hash,
                ["version"] = charter.Charter.Version,
            })));
        }

        if (_state.Get(RecordedDoctrine) != doctrine.Hash)
        {
            drafts.Add(new EntryDraft(EntryKinds.DoctrineAdopted, PurposeClass.Administration, CanonicalJson.Write(new JsonObject
            {
                ["doctrine"] = doctrine.Hash,
                ["name"] = doctrine.Manifest.Name,
                ["version"] = doctrine.Manifest.Version,
            })));
        }

        if (drafts.Count > 0)
        {
            await _journal.AppendAsync(drafts, cancellation);
            if (charter is not null)
            {
                _state.Set(RecordedCharter, charter.Hash);
            }

            _state.Set(RecordedDoctrine, doctrine.Hash);
        }

        InForceNow(_logger, doctrine.Manifest.Name, doctrine.Manifest.Version, doctrine.Hash);
    }

    // Whenever the chain grew, or a member was heard to follow another version: then with null, the doctrine in force stays.
    private void PutInForce(DoctrineBundle? adopted)
    {
        lock (_putting)
        {
            if ((adopted ?? InForce) is not { } doctrine)
            {
                return;
            }

            _known[doctrine.Hash] = doctrine;
            var earlier = _chain is not { } chain
                ? []
                : CharterGrace.Of(chain, _network.Self.Id, member => _versions.Of(member)?.Charter, _versions.SinceWhen, _clock.GetUtcNow())
                    .Where(version => version.Version.Charter.Doctrine != doctrine.Hash)
                    .Select(version => Known(version.Version.Charter.Doctrine) is { } known ? new DoctrineInGrace(known, version.Until) : null)
                    .OfType<DoctrineInGrace>().ToArray();
            _gate.Adopt(doctrine, earlier, LocalUnder(doctrine));
        }
    }

    // Rules that never fitted are refused; a later doctrine of others must neither open what they close nor stop the node.
    private LocalRules? LocalUnder(DoctrineBundle doctrine)
    {
        if (_configuration.LocalRules is not { } file)
        {
            return null;
        }

        if (_localDoctrine == doctrine.Hash)
        {
            return _local;
        }

        var text = ReadLocal(file);
        var digest = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)));
        var problems = new List<DoctrineProblem>();
        if (LocalRules.Read(text, file, _network.Self.Id, doctrine, problems) is { } read)
        {
            _state.Set(FittingRules, digest);
            (_local, _localDoctrine) = (read, doctrine.Hash);
            return read;
        }

        // They fitted before, in this run or one before it: it is the doctrine that changed.
        if ((_local?.Outdated() ?? (_state.Get(FittingRules) == digest ? LocalRules.ReadOutdated(text, file) : null)) is not { } outdated)
        {
            throw new InvalidDataException($"This member's own rules cannot be used: {string.Join(" ", problems)}");
        }

        LocalOutdated(_logger, string.Join(" ", problems));
        (_local, _localDoctrine) = (outdated, doctrine.Hash);
        return outdated;
    }

    private static string ReadLocal(string file)
    {
        try
        {
            return File.ReadAllText(file);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidDataException($"This member's own rules in {file} cannot be read: {e.Message}", e);
        }
    }

    // A version that was skipped while this node was away is not on its disk: it counts at those who know it.
    private DoctrineBundle? Known(string hash)
    {
        if (!_known.TryGetValue(hash, out var doctrine) && DoctrinePacks.Find(_configuration.Data, hash) is { } found)
        {
            _known[hash] = doctrine = found;
        }

        return doctrine;
    }

    private async Task<Outcome<bool>> RefuseAsync(Refusal refusal, CharterOffer offer, CancellationToken cancellation)
    {
        var named = offer.Versions is [.., var last] && NetworkCharter.Parse(last.Charter).Accepted(out var charter, out _) ? charter.Doctrine : null;
        return await _refused.RecordAsync(refusal, named, offer.ToBytes(), cancellation);
    }

    [LoggerMessage(3501, LogLevel.Information, "Doctrine {Name} version {Version} is in force ({Hash}).")]
    private static partial void InForceNow(ILogger logger, string name, int version, string hash);

    [LoggerMessage(3504, LogLevel.Error, "This member's own rules do not fit the doctrine in force: what they permit is over, what they forbid stays forbidden. Mend them and restart the node. {Problems}")]
    private static partial void LocalOutdated(ILogger logger, string problems);

    [LoggerMessage(3502, LogLevel.Error, "The doctrine {Hash} that the charter names is not on this disk; everything is denied until it is.")]
    private static partial void NoDoctrine(ILogger logger, string hash);
}
