using System.Collections.Concurrent;
using Palladium.Operations.Alerts;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Operations.Incidents;

/// <summary>
/// All incidents that this node knows, projected from its own log and from what others released to it. Claims are given in
/// only after <see cref="Succession.Check"/>. Thread-safe; each change replaces one immutable state.
/// </summary>
public sealed class IncidentBook
{
    private readonly ConcurrentDictionary<EntryId, IncidentState> _incidents = new();

    /// <summary>All of them, in no order.</summary>
    public IEnumerable<IncidentState> All => _incidents.Values;

    /// <summary>One incident, or null.</summary>
    public IncidentState? Find(EntryId id) => _incidents.GetValueOrDefault(id);

    /// <summary>Takes a revision in; one that does not stand above the current changes nothing.</summary>
    public IncidentState Apply(Recorded<IncidentBody> revision) => Change(revision.Body.Incident, state =>
        state.Current is { } current
        && (current.Body.Term, current.Body.Revision).CompareTo((revision.Body.Term, revision.Body.Revision)) >= 0
            ? state
            : state with { Current = revision });

    /// <summary>Takes a checked claim in. A claim that does not stand above the one in force is kept for the record and not obeyed.</summary>
    public IncidentState Apply(Recorded<LeadClaim> claim) => Change(claim.Body.Incident, state =>
    {
        if (state.Claims.Any(known => known.Entry == claim.Entry))
        {
            return state;
        }

        var next = state with { Claims = [.. state.Claims, claim] };
        return state.Lead is { } lead && !claim.Body.StandsAbove(lead.Body)
            ? next
            : next with { Lead = claim, Attestations = new Dictionary<MemberId, CarriedAttestation>() };
    });

    /// <summary>Takes an attestation in; one about another term or leader than the current changes nothing.</summary>
    public IncidentState Apply(LeadAttestation attestation, CarriedAttestation carried) => Change(attestation.Incident, state =>
        state.Lead is { } lead && attestation.Term == lead.Body.Term && attestation.Leader == lead.Body.Leader
            ? state with
            {
                Attestations = new Dictionary<MemberId, CarriedAttestation>(state.Attestations) { [carried.Member] = carried },
            }
            : state);

    /// <summary>The leader is back in reach before anybody claimed: what was attested against it no longer counts.</summary>
    public void ForgetAttestations(EntryId incident) => Change(incident, state => state.Attestations.Count == 0
        ? state
        : state with { Attestations = new Dictionary<MemberId, CarriedAttestation>() });

    /// <summary>Takes a public message in, ordered by term and revision.</summary>
    public IncidentState Apply(Recorded<PublicMessageBody> message) => Change(message.Body.Incident, state =>
        state.Messages.Any(known => known.Entry == message.Entry)
            ? state
            : state with
            {
                Messages = [.. state.Messages.Append(message).OrderBy(m => m.Body.Term).ThenBy(m => m.Body.Revision)],
            });

    /// <summary>Drops what stood in an entry whose body was erased, and an incident of which nothing is left.</summary>
    public void Forget(MemberId author, long index)
    {
        bool Stays(EntryPlace entry) => entry.Author != author || entry.Index != index;
        foreach (var (id, state) in _incidents)
        {
            var left = state with
            {
                Current = state.Current is { } current && Stays(current.Entry) ? current : null,
                Lead = state.Lead is { } lead && Stays(lead.Entry) ? lead : null,
                Claims = [.. state.Claims.Where(claim => Stays(claim.Entry))],
                Messages = [.. state.Messages.Where(message => Stays(message.Entry))],
            };
            if (left is { Current: null, Lead: null, Claims: [], Messages: [] })
            {
                _incidents.TryRemove(new(id, state));
            }
            else if (left.Current != state.Current || left.Lead != state.Lead || left.Claims.Count != state.Claims.Count || left.Messages.Count != state.Messages.Count)
            {
                _incidents.TryUpdate(id, left, state);
            }
        }
    }

    private IncidentState Change(EntryId id, Func<IncidentState, IncidentState> change) =>
        _incidents.AddOrUpdate(id, key => change(new IncidentState { Id = key }), (_, state) => change(state));
}
