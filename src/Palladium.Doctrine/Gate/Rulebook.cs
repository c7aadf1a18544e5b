using System.Collections.Immutable;
using System.Globalization;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;

namespace Palladium.Doctrine.Gate;

/// <summary>
/// The versions of the doctrine that count together: the one in force, and those that it replaced until their grace is over. What is
/// permitted is permitted under every one of them. So a rule that takes something away counts at once, and one that gives something
/// counts when no member is expected any more to follow the version before it. Immutable and thread-safe.
/// </summary>
internal sealed class Rulebook
{
    private readonly Decider _inForce;
    private readonly ImmutableArray<(Decider Decider, DateTimeOffset Until)> _earlier;
    private readonly LocalRules? _local;
    private readonly Decider? _localDecider;

    /// <param name="before">The rulebook that this one follows; what it worked out for a version is used again.</param>
    /// <param name="doctrine">The version in force.</param>
    /// <param name="earlier">Those that still count.</param>
    /// <param name="local">The member's own rules; null for none.</param>
    /// <param name="openPurposes">Knows which purposes are open.</param>
    public Rulebook(
        Rulebook? before, DoctrineBundle doctrine, IReadOnlyList<DoctrineInGrace> earlier, LocalRules? local, IOpenPurposes? openPurposes)
    {
        _local = local;
        _localDecider = local is null ? null : new Decider(doctrine.WithPolicies(local.Policies, local.Described), openPurposes);
        _inForce = DeciderOf(doctrine);
        _earlier = [.. earlier.Where(version => version.Doctrine.Hash != doctrine.Hash).Select(version => (DeciderOf(version.Doctrine), version.Until))];

        Decider DeciderOf(DoctrineBundle version) => before?.Find(version) ?? new Decider(version, openPurposes);
    }

    public DoctrineBundle Doctrine => _inForce.Doctrine;

    /// <summary>Whether a version that counts asks whether an incident was confirmed.</summary>
    public bool AsksForConfirmation => _inForce.AsksForConfirmation || _earlier.Any(version => version.Decider.AsksForConfirmation);

    /// <summary>The least of the ages that the versions which count allow to the authority behind an action; null for any.</summary>
    public TimeSpan? MaxAgeOf(string action, DateTimeOffset now)
    {
        TimeSpan? least = _inForce.Doctrine.Manifest.MaxAges.TryGetValue(action, out var age) ? age : null;
        foreach (var (decider, until) in _earlier)
        {
            if (now < until && decider.Doctrine.Manifest.MaxAges.TryGetValue(action, out age) && !(least <= age))
            {
                least = age;
            }
        }

        return least;
    }

    /// <summary>The versions that count besides the one in force.</summary>
    public IEnumerable<DoctrineInGrace> EarlierAt(DateTimeOffset now) =>
        _earlier.Where(version => now < version.Until).Select(version => new DoctrineInGrace(version.Decider.Doctrine, version.Until));

    public GateDecision Decide(GateRequest request, CedarRecord context, DateTimeOffset now)
    {
        if (NotOfTheseVersions(request, now) is { } other)
        {
            return other;
        }

        var own = Own(request, context);
        if (own is { Permitted: false })
        {
            // What the doctrine denies is denied in its words.
            return _inForce.Decide(request, context) is { Permitted: false } denial ? denial : own;
        }

        var decision = Or(_inForce.Decide(request, context), own);
        return decision.Permitted
            ? Earlier(now, decider => Or(decider.Decide(request, context), own) is { Permitted: false } denial ? denial : null) ?? decision
            : decision;
    }

    /// <summary>What the member's own rules say; null when they say nothing.</summary>
    private GateDecision? Own(GateRequest request, CedarRecord context)
    {
        if (_localDecider?.Decide(request, context) is not { Policies.Count: > 0 } said
            || (said.Permitted ? _local!.OnlyForbid : Doctrine.Manifest.Protected.Contains(request.Action)))
        {
            return null;
        }

        return said with
        {
            Rule = said.Rule == GateRules.ForbidErred ? said.Rule : LocalRules.Prefix + said.Rule,
            Policies = [.. said.Policies.Select(policy => LocalRules.Prefix + policy)],
        };
    }

    // Where no rule of the doctrine says anything, the member's own permit does.
    private static GateDecision Or(GateDecision decision, GateDecision? own) =>
        decision.Rule == GateRules.NoPermit && own is { Permitted: true } ? own : decision;

    /// <summary>The denial of what may not even be asked; null when policies may be.</summary>
    public GateDecision? Unmet(GateRequest request, DateTimeOffset now) =>
        NotOfTheseVersions(request, now) ?? _inForce.Unmet(request) ?? Earlier(now, decider => decider.Unmet(request));

    private GateDecision? Earlier(DateTimeOffset now, Func<Decider, GateDecision?> denial)
    {
        foreach (var (decider, until) in _earlier)
        {
            if (now < until && denial(decider) is { } found)
            {
                return found with
                {
                    Words = string.Create(
                        CultureInfo.InvariantCulture,
                        $"{found.Words} So says version {decider.Doctrine.Manifest.Version} of the doctrine, which counts until every member follows version {Doctrine.Manifest.Version}, at the latest until {until.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC."),
                };
            }
        }

        return null;
    }

    private GateDecision? NotOfTheseVersions(GateRequest request, DateTimeOffset now)
    {
        if (request.MadeUnder is not { } made || made == Doctrine.Hash || GateActions.IsAboutAlerts(request.Action))
        {
            return null;
        }

        foreach (var (decider, until) in _earlier)
        {
            if (made == decider.Doctrine.Hash && now < until)
            {
                return null;
            }
        }

        return new GateDecision(
            false, GateRules.OtherVersion, "This is for a member that follows another version of the doctrine than any that counts here; only alerts go to it.", [],
            Doctrine.Hash);
    }

    private Decider? Find(DoctrineBundle version) =>
        _earlier.Select(earlier => earlier.Decider).Prepend(_inForce).FirstOrDefault(decider => decider.Doctrine.Hash == version.Hash);
}
