using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Operations.Force;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Force;

/// <summary>Reviews of uses of force and of openings in an emergency, by somebody else than who did it.</summary>
internal sealed class ReviewDesk(UseBook book, UseEntries entries, Gate gate, NetworkDirectory network, TimeProvider clock)
{
    /// <summary>The doctrine's action.</summary>
    public const string Action = "review";

    /// <summary>Whether the doctrine lets somebody review it.</summary>
    public bool MayReview(Asking asking, Use use) => !IsOwn(asking, use) && Decide(asking.Uid, asking.Entities, UseEntries.EntityOf(use)).Permitted;

    /// <summary>Enters a review. The first one counts.</summary>
    public async Task<Outcome<Use>> ReviewAsync(
        Asking asking, Actor reviewer, MemberId author, EntryId id, ReviewFinding finding, string words, CancellationToken cancellation)
    {
        if (book.Find(author, id) is not { } use)
        {
            return new Refusal("id", "review.unknown", "This node knows nothing of that id that could be reviewed.");
        }

        if (use.Review is not null)
        {
            return new Refusal("id", "review.done", "It has been reviewed.");
        }

        if (IsOwn(asking, use))
        {
            return new Refusal(Action, "review.own", "Nobody reviews what they did themselves.");
        }

        var decision = Decide(asking.Uid, asking.Entities, UseEntries.EntityOf(use));
        if (!decision.Permitted)
        {
            return new Refusal(Action, decision.Rule, decision.Words);
        }

        if (string.IsNullOrWhiteSpace(words) || words.Length > 2_000)
        {
            return new Refusal("words", "review.words", "A review says in 1 to 2,000 characters what was found.");
        }

        var body = new ReviewBody
        {
            Of = id,
            Author = author,
            Finding = finding,
            Words = words.Trim(),
            Reviewer = reviewer,
            At = BodyTime.Sayable(clock.GetUtcNow()),
        };
        await entries.WriteAsync(
            EntryKinds.Review, PurposeClass.Oversight, body.ToCanonicalBytes(), place => book.Apply(new Recorded<ReviewBody>(body, place)), cancellation);
        return book.Find(author, id)!;
    }

    /// <summary>Takes in another member's review, which that member could make by the doctrine; null when it counts.</summary>
    public Refusal? Take(EntryPlace place, ReviewBody body)
    {
        if (body.Reviewer.Member != place.Author)
        {
            return new Refusal("reviewer", "review.reviewer", "A member reviews in its own name only.");
        }

        if (gate.Doctrine is not { } doctrine || network.Find(place.Author) is not { } member)
        {
            return new Refusal("reviewer", "review.member", "Whether this member may review cannot be told here.");
        }

        var person = DoctrineEntities.Person(
            "reviewer", member.Id, member.Kind,
            new PersonFacts { Roles = body.Reviewer.Roles, Overseer = body.Reviewer.Overseer, OnDuty = true }, doctrine.Schema);
        var about = book.Find(body.Author, body.Of) is { } use
            ? UseEntries.EntityOf(use)
            : DoctrineEntities.LogBody(body.Of, body.Author, EntryKinds.Force.Name, EntryKinds.Force.Audience, exercise: false);
        var decision = Decide(person.Uid, network.Entities.With(person), about, isSaidElsewhere: true);
        if (!decision.Permitted)
        {
            return new Refusal("reviewer", decision.Rule, $"The doctrine does not let this member review it: {decision.Words}");
        }

        book.Apply(new Recorded<ReviewBody>(body, place));
        return null;
    }

    private static bool IsOwn(Asking asking, Use use) => asking.Uid == DoctrineEntities.PersonUid(use.Entry.Author, use.Who);

    private GateDecision Decide(EntityUid who, EntitySlice entities, CedarEntityData about, bool isSaidElsewhere = false) => gate.Decide(new GateRequest
    {
        Principal = who,
        Action = Action,
        Resource = about.Uid,
        Entities = entities.With(about),
        Purpose = StandingPurpose.Watch,
        IsSaidElsewhere = isSaidElsewhere,
    });
}
