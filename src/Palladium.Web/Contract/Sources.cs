namespace Palladium.Web.Contract;

/// <summary>A sensor or feed with its last reading: <see cref="PalladiumRoutes.Sources"/> and the stream.</summary>
/// <param name="Id">Name within its owner: 1 to 64 of <c>a-z 0-9 - . _ /</c>.</param>
/// <param name="Owner">The member's id.</param>
/// <param name="OwnerName">The member's name.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">A word of the doctrine: <c>temperature</c>, <c>water-level</c>, <c>cyber.load</c>.</param>
/// <param name="Unit">Unit of the values (UCUM code); empty when there is none.</param>
/// <param name="Site">The site where it belongs, as a name; may be empty.</param>
/// <param name="Place">Where it is; null when it is nowhere in particular.</param>
/// <param name="Feed">Live, replay or exercise.</param>
/// <param name="Value">The last reading; null when none came.</param>
/// <param name="Time">When it was measured; null when none came.</param>
/// <param name="State">Fresh, stale or silent.</param>
/// <param name="StaleSince">Since when nothing came, where it is stale.</param>
/// <param name="Threshold">The rule that watches it, where one does; of several the one nearest to its value.</param>
public sealed record SourceDto(
    string Id,
    string Owner,
    string OwnerName,
    string Name,
    string Kind,
    string Unit,
    string Site,
    PlaceDto? Place,
    FeedKind Feed,
    double? Value,
    DateTimeOffset? Time,
    Freshness State,
    DateTimeOffset? StaleSince,
    ThresholdLineDto? Threshold);

/// <summary>A threshold as a line in a chart.</summary>
/// <param name="Rule">Id of the threshold rule.</param>
/// <param name="Comparison"><c>above</c> or <c>below</c>.</param>
/// <param name="Value">In the source's unit.</param>
/// <param name="Severity">Of the alert that it causes.</param>
public sealed record ThresholdLineDto(string Rule, string Comparison, double Value, Severity Severity);

/// <summary>One reading.</summary>
/// <param name="Time">When it was measured.</param>
/// <param name="Value">In the source's unit.</param>
public sealed record ReadingDto(DateTimeOffset Time, double Value);

/// <summary>The recent past of one source: <see cref="PalladiumRoutes.Readings"/>. At most 1,000 readings, oldest first.</summary>
/// <param name="Source">The source with its last reading.</param>
/// <param name="Readings">Oldest first; thinned evenly when there were more.</param>
/// <param name="MayRead">The members that may read this source under the doctrine in force, this one included.</param>
public sealed record SourceReadingsDto(
    SourceDto Source, IReadOnlyList<ReadingDto> Readings, IReadOnlyList<MemberRefDto> MayRead);

/// <summary>One reading as it is sent in by <see cref="PalladiumRoutes.Observations"/>.</summary>
/// <param name="Source">The source's id within this node.</param>
/// <param name="Value">A finite number.</param>
/// <param name="Time">When it was measured; null where the sender has no clock: then the time at which the node takes it in.</param>
/// <param name="Unit">Refused when it is given and is not the source's own.</param>
public sealed record ObservationRequest(string Source, double Value, DateTimeOffset? Time = null, string? Unit = null);

/// <summary>Several readings in one request.</summary>
/// <param name="Observations">At most 10,000.</param>
public sealed record ObservationsRequest(IReadOnlyList<ObservationRequest> Observations);

/// <summary>What became of the readings sent in.</summary>
/// <param name="Accepted">How many were taken.</param>
/// <param name="Refused">One for each that was not; <see cref="ProblemDto.Field"/> starts with its position, <c>/observations/3/value</c>.</param>
public sealed record ObservationsAnswer(int Accepted, IReadOnlyList<ProblemDto> Refused);
