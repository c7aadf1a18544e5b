using System.Collections.Concurrent;
using Palladium.Operations.Alerts;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Operations.Force;

/// <summary>Something that somebody else has to review: a use of force, or an opening in an emergency.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Entry">The entry that records it.</param>
/// <param name="ReviewBy">Until when it must be reviewed.</param>
/// <param name="Force">The use of force; null for an opening.</param>
/// <param name="Emergency">The opening; null for a use of force.</param>
/// <param name="Review">The first review of it; null until there is one.</param>
public sealed record Use(
    EntryId Id, EntryPlace Entry, DateTimeOffset ReviewBy, ForceBody? Force, EmergencyBody? Emergency, Recorded<ReviewBody>? Review)
{
    /// <summary>The account's id of the person, at the author.</summary>
    public string Who => Force?.Who ?? Emergency!.Who;

    /// <summary>When it was.</summary>
    public DateTimeOffset At => Force?.At ?? Emergency!.At;

    /// <summary>The kind of its entry.</summary>
    public EntryKind Kind => Force is null ? EntryKinds.EmergencyAccess : EntryKinds.Force;

    /// <summary>Whether its time is over and nobody reviewed it.</summary>
    public bool IsOverdue(DateTimeOffset now) => Review is null && now > ReviewBy;
}

/// <summary>Everything to be reviewed that this node knows: projected from its own log and from what others released to it. Thread-safe.</summary>
public sealed class UseBook
{
    private readonly ConcurrentDictionary<(MemberId Author, EntryId Id), Use> _uses = new();
    private readonly ConcurrentDictionary<(MemberId Author, EntryId Id), Recorded<ReviewBody>> _reviews = new();

    /// <summary>All, the newest first.</summary>
    public IReadOnlyList<Use> All => [.. _uses.Values.Select(WithReview).OrderByDescending(use => use.At)];

    /// <summary>One, or null.</summary>
    public Use? Find(MemberId author, EntryId id) => _uses.TryGetValue((author, id), out var use) ? WithReview(use) : null;

    /// <summary>Takes a use of force in.</summary>
    public void Apply(Recorded<ForceBody> force) => _uses.TryAdd(
        (force.Entry.Author, force.Body.Force), new Use(force.Body.Force, force.Entry, force.Body.ReviewBy, force.Body, null, null));

    /// <summary>Takes an opening in an emergency in.</summary>
    public void Apply(Recorded<EmergencyBody> emergency) => _uses.TryAdd(
        (emergency.Entry.Author, emergency.Body.Emergency),
        new Use(emergency.Body.Emergency, emergency.Entry, emergency.Body.ReviewBy, null, emergency.Body, null));

    /// <summary>Takes a review in, which may be here before what it is about. The first one counts.</summary>
    public void Apply(Recorded<ReviewBody> review) => _reviews.TryAdd((review.Body.Author, review.Body.Of), review);

    /// <summary>Drops what stood in an entry whose body was erased.</summary>
    public void Forget(MemberId author, long index)
    {
        foreach (var use in _uses.Where(use => use.Value.Entry.Author == author && use.Value.Entry.Index == index))
        {
            _uses.TryRemove(use);
        }

        foreach (var review in _reviews.Where(review => review.Value.Entry.Author == author && review.Value.Entry.Index == index))
        {
            _reviews.TryRemove(review);
        }
    }

    private Use WithReview(Use use) => use with { Review = _reviews.GetValueOrDefault((use.Entry.Author, use.Id)) };
}
