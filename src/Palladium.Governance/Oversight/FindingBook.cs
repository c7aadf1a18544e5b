namespace Palladium.Governance.Oversight;

/// <summary>What changed with one round of observation.</summary>
/// <param name="Begun">Findings that are new or are there again.</param>
/// <param name="Ended">Findings that are no longer so.</param>
public sealed record FindingChanges(IReadOnlyList<OversightFinding> Begun, IReadOnlyList<OversightFinding> Ended);

/// <summary>
/// Remembers what was found, so that something wrong is told once and with the time since when it is so. What lasts
/// (<see cref="FindingRules.Lasts"/>) never ends: a log that was forked stays forked. Not safe for several threads.
/// </summary>
public sealed class FindingBook
{
    // A hostile log could make one finding for each of its entries.
    private const int MostForEachRule = 20;

    private readonly Dictionary<(string Member, string Rule, string Subject), OversightFinding> _findings = [];

    /// <summary>Begins with what an earlier run knew.</summary>
    public FindingBook(IEnumerable<OversightFinding> known)
    {
        ArgumentNullException.ThrowIfNull(known);
        foreach (var finding in known)
        {
            _findings[(finding.Member, finding.Rule, finding.Subject)] = finding;
        }
    }

    /// <summary>Everything ever found, open ones first, then by time.</summary>
    public IReadOnlyList<OversightFinding> All =>
        [.. _findings.Values.OrderBy(finding => finding.IsOpen ? 0 : 1).ThenBy(finding => finding.Since).ThenBy(finding => finding.Member, StringComparer.Ordinal)];

    /// <summary>Whether anything is wrong now.</summary>
    public bool AnyOpen => _findings.Values.Any(finding => finding.IsOpen);

    /// <summary>Takes in one whole round: what is not in it and does not last has ended.</summary>
    public FindingChanges Observe(DateTimeOffset now, IReadOnlyCollection<Observed> round)
    {
        ArgumentNullException.ThrowIfNull(round);
        var begun = new List<OversightFinding>();
        var ended = new List<OversightFinding>();
        foreach (var observed in round)
        {
            var key = (observed.Member, observed.Rule, observed.Subject);
            if (_findings.TryGetValue(key, out var known) && known.IsOpen)
            {
                _findings[key] = known with { LastSeen = now, Words = observed.Words };
            }
            else if (known is not null || _findings.Keys.Count(k => k.Member == observed.Member && k.Rule == observed.Rule) < MostForEachRule)
            {
                var finding = new OversightFinding(observed.Member, observed.Rule, observed.Subject, observed.Words, now, now, null);
                _findings[key] = finding;
                begun.Add(finding);
            }
        }

        var seen = round.Select(observed => (observed.Member, observed.Rule, observed.Subject)).ToHashSet();
        foreach (var (key, finding) in _findings.ToList())
        {
            if (finding.IsOpen && !seen.Contains(key) && !FindingRules.Lasts(finding.Rule))
            {
                _findings[key] = finding with { Ended = now };
                ended.Add(_findings[key]);
            }
        }

        return new FindingChanges(begun, ended);
    }
}
