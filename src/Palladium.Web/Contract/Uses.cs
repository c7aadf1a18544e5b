namespace Palladium.Web.Contract;

/// <summary>What a review found.</summary>
public enum FindingKind
{
    /// <summary>It was as the rules want it.</summary>
    InOrder,

    /// <summary>Something is open and has to be asked.</summary>
    Questions,

    /// <summary>A rule was broken.</summary>
    Violation,
}

/// <summary>A use of force, or an opening in an emergency, that somebody else has to review.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Member">The member that recorded it.</param>
/// <param name="MemberName">What it is called.</param>
/// <param name="Entry">Index of its entry in that member's log.</param>
/// <param name="What">In words: the degree of force, or what was opened.</param>
/// <param name="Words">What happened, or why it was opened.</param>
/// <param name="Place">The word of the place; empty for none.</param>
/// <param name="Incident">Id of the incident; null for none.</param>
/// <param name="At">When.</param>
/// <param name="Emergency">Whether it is an opening in an emergency.</param>
/// <param name="Permitted">Whether the rules permitted it.</param>
/// <param name="Rule">The rule that decided; empty for an opening.</param>
/// <param name="ReviewBy">Until when it must be reviewed.</param>
/// <param name="Overdue">Whether that is over and nobody did.</param>
/// <param name="MayReview">Whether the asker may.</param>
/// <param name="Review">The review; null until there is one.</param>
public sealed record UseDto(
    string Id, string Member, string MemberName, long Entry, string What, string Words, string Place, string? Incident, DateTimeOffset At, bool Emergency,
    bool Permitted, string Rule, DateTimeOffset ReviewBy, bool Overdue, bool MayReview, ReviewDto? Review);

/// <summary>A review.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="Words">In words.</param>
/// <param name="By">The member whose person reviewed.</param>
/// <param name="At">When.</param>
/// <param name="Late">Whether that was after the time for it.</param>
public sealed record ReviewDto(FindingKind Finding, string Words, string By, DateTimeOffset At, bool Late);

/// <summary>A degree of force with its words.</summary>
/// <param name="Degree">0 to 5.</param>
/// <param name="Words">What it is.</param>
public sealed record DegreeDto(int Degree, string Words);

/// <summary>What the asker may see of what is to be reviewed: <see cref="PalladiumRoutes.Uses"/>.</summary>
/// <param name="Uses">The newest first.</param>
/// <param name="Overdue">How many of them are overdue.</param>
/// <param name="Degrees">The doctrine's degrees of force.</param>
/// <param name="EmergencyActions">What may be opened in an emergency.</param>
public sealed record UsesDto(IReadOnlyList<UseDto> Uses, int Overdue, IReadOnlyList<DegreeDto> Degrees, IReadOnlyList<string> EmergencyActions);

/// <summary>Records a use of force by the signed-in person: <see cref="PalladiumRoutes.ForceUses"/>.</summary>
/// <param name="Degree">0 to 5.</param>
/// <param name="Place">The word of the place.</param>
/// <param name="Incident">Id of the incident; left out for none.</param>
/// <param name="Words">What happened.</param>
/// <param name="At">When; left out for now.</param>
public sealed record RecordForceRequest(int Degree, string? Place, string? Incident, string? Words, DateTimeOffset? At = null);

/// <summary>Opens a camera in an emergency: <see cref="PalladiumRoutes.Emergencies"/>.</summary>
/// <param name="Owner">The camera's owner.</param>
/// <param name="Camera">Its id.</param>
/// <param name="Minutes">How many minutes back.</param>
/// <param name="Incident">Id of the incident; left out for none.</param>
/// <param name="Words">Why, 10 to 500 characters.</param>
public sealed record EmergencyRequest(string? Owner, string? Camera, int Minutes, string? Incident, string? Words);

/// <summary>A review: <see cref="PalladiumRoutes.UseReview"/>.</summary>
/// <param name="Finding">What was found.</param>
/// <param name="Words">In words.</param>
public sealed record ReviewRequest(FindingKind Finding, string? Words);
