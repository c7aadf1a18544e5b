using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Journal;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Operations.Incidents;
using Palladium.Operations.Retention;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Node.Retention;

/// <summary>
/// Places and releases holds. A hold that is placed at the command line waits in <see cref="HoldRequests"/> until it is taken up here, which is
/// before every sweep.
/// </summary>
internal sealed class HoldDesk(
    NodeStores stores, IJournal journal, HoldBook book, IncidentBook incidents, Gate gate, NetworkDirectory network, Eraser eraser, TimeProvider clock)
{
    /// <summary>The doctrine's action for placing, releasing and listing holds at a member.</summary>
    public const string Action = "holdErasing";

    private readonly HoldRequests _requests = new(stores.State);

    /// <summary>Why somebody may not place or release holds here; null when the doctrine permits it.</summary>
    public Refusal? Denied(Asking asking)
    {
        var decision = gate.Decide(new GateRequest
        {
            Principal = asking.Uid,
            Action = Action,
            Resource = DoctrineEntities.MemberUid(network.Self.Id),
            Entities = asking.Entities,
            Purpose = StandingPurpose.Watch,
        });
        return decision.Permitted ? null : new Refusal(Action, decision.Rule, decision.Words);
    }

    /// <summary>Projects the holds from the log.</summary>
    public void Resume()
    {
        foreach (var entry in stores.Bodies.List(stores.Journal.Member, EntryKinds.Hold.Name))
        {
            stores.Bodies.Decode(entry.Author, entry.Index, stored =>
            {
                if (HoldBody.Parse(stored.Body.Span).Accepted(out var hold, out _))
                {
                    book.Apply(new Recorded<HoldBody>(hold, new EntryPlace(entry.Author, entry.Index, entry.Id)));
                }

                return true;
            });
        }

        _requests.Publish(book.InForce);
    }

    /// <summary>Places a hold. For an incident that this node knows the time is that of the incident unless it is given.</summary>
    public async Task<Outcome<HoldBody>> PlaceAsync(HoldBody hold, CancellationToken cancellation)
    {
        if (hold.Problem is { } problem)
        {
            return problem;
        }

        if (hold is { From: null, To: null } && EntryId.Parse(hold.Case).Accepted(out var id, out _) && incidents.Find(id)?.Current?.Body is { } incident)
        {
            hold = hold with { From = incident.Opened, To = incident.Closed ? incident.Sent : null };
        }

        await EnterAsync(hold, cancellation);
        return hold;
    }

    /// <summary>Releases a hold.</summary>
    public async Task<Outcome<HoldBody>> ReleaseAsync(EntryId id, string by, CancellationToken cancellation)
    {
        if (book.Find(id) is not { } hold)
        {
            return new Refusal("id", "hold.unknown", "There is no hold of that id in force.");
        }

        var released = hold with { State = HoldState.Released, At = BodyTime.Sayable(clock.GetUtcNow()), By = by };
        await EnterAsync(released, cancellation);
        eraser.Reconsider();
        return released;
    }

    /// <summary>Enters what the command line asked for.</summary>
    public async Task TakeUpAsync(CancellationToken cancellation)
    {
        foreach (var request in _requests.Waiting())
        {
            // One that was entered before a crash and not struck off changes nothing.
            var isKnown = book.Find(request.Hold) is not null;
            if (request.State == HoldState.Placed && !isKnown)
            {
                await PlaceAsync(request, cancellation);
            }
            else if (request.State == HoldState.Released && isKnown)
            {
                await ReleaseAsync(request.Hold, request.By, cancellation);
            }

            _requests.StrikeOff(request);
        }
    }

    private async Task EnterAsync(HoldBody hold, CancellationToken cancellation)
    {
        var entry = await journal.AppendAsync(new EntryDraft(EntryKinds.Hold, PurposeClass.Administration, hold.ToCanonicalBytes()), cancellation);
        book.Apply(new Recorded<HoldBody>(hold, new EntryPlace(stores.Journal.Member, entry.Index, entry.Header.Id)));
        _requests.Publish(book.InForce);
    }
}
