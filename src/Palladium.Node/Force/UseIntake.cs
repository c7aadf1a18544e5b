using Palladium.Operations.Alerts;
using Palladium.Operations.Force;
using Palladium.Operations.Incidents;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Force;

/// <summary>Takes in what other members recorded for review, and their reviews.</summary>
internal sealed class UseIntake(UseBook book, ReviewDesk reviews)
{
    /// <summary>Whether a kind of entry is of this.</summary>
    public static bool Takes(string kind) =>
        kind == EntryKinds.Force.Name || kind == EntryKinds.EmergencyAccess.Name || kind == EntryKinds.Review.Name;

    /// <summary>Takes one entry in; null when it counts.</summary>
    public Refusal? Take(string kind, EntryPlace place, ReadOnlySpan<byte> bytes)
    {
        Refusal? refusal;
        if (kind == EntryKinds.Review.Name)
        {
            return ReviewBody.Parse(bytes).Accepted(out var review, out refusal) ? reviews.Take(place, review) : refusal;
        }

        if (kind == EntryKinds.Force.Name)
        {
            if (ForceBody.Parse(bytes).Accepted(out var force, out refusal))
            {
                book.Apply(new Recorded<ForceBody>(force, place));
            }

            return refusal;
        }

        if (EmergencyBody.Parse(bytes).Accepted(out var emergency, out refusal))
        {
            book.Apply(new Recorded<EmergencyBody>(emergency, place));
        }

        return refusal;
    }
}
