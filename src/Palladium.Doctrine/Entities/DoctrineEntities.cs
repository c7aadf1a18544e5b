using Palladium.Cedar;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Scene;

namespace Palladium.Doctrine.Entities;

/// <summary>
/// The entities of the Cedar namespace <c>Palladium</c>, built as the schema of the doctrine expects them. Ids of what
/// belongs to a member are <c>member/id</c>, so that two members' cameras of one name stay two.
/// </summary>
public static class DoctrineEntities
{
    /// <summary>The namespace.</summary>
    public const string Namespace = "Palladium";

    /// <summary>The name of an action: <c>Palladium::Action::"readUnit"</c>.</summary>
    public static EntityUid Action(string name) => new($"{Namespace}::Action", name);

    /// <summary>The name of a member.</summary>
    public static EntityUid MemberUid(MemberId member) => new("Palladium::Member", member.Name);

    /// <summary>The name of a person of a member.</summary>
    public static EntityUid PersonUid(MemberId member, string id) => new("Palladium::Person", $"{member}/{id}");

    /// <summary>The name of a token of a member.</summary>
    public static EntityUid TokenUid(MemberId member, string id) => new("Palladium::Token", $"{member}/{id}");

    /// <summary>The name of something that a member owns: <c>Source</c>, <c>Unit</c>, <c>Camera</c>, <c>Alert</c>, ...</summary>
    public static EntityUid OwnedUid(string type, MemberId owner, string id) => new($"{Namespace}::{type}", $"{owner}/{id}");

    /// <summary>A member.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="kind">Its kind, as in the charter: <c>police</c>.</param>
    /// <param name="name">What it is called.</param>
    public static CedarEntityData Member(MemberId id, string kind, string name) => new(
        MemberUid(id), new CedarRecord(("kind", Text(kind)), ("name", Text(name)), ("member", Ref(id))), []);

    /// <summary>A person of a member. <paramref name="memberKind"/> is the kind of the member.</summary>
    public static CedarEntityData Person(string id, MemberId member, string memberKind, params IEnumerable<string> roles) => new(
        PersonUid(member, id),
        new CedarRecord(("member", Ref(member)), ("kind", Text(memberKind)), ("roles", Texts(roles))),
        [MemberUid(member)]);

    /// <summary>A person of a member as the rules know people: with those of the facts that the schema declares, and no others.</summary>
    /// <param name="id">The person's id within the member.</param>
    /// <param name="member">The person's member.</param>
    /// <param name="memberKind">The kind of that member.</param>
    /// <param name="facts">What holds at the moment of the decision.</param>
    /// <param name="schema">The schema of the doctrine in force. An attribute that it does not declare would make the entity invalid.</param>
    public static CedarEntityData Person(string id, MemberId member, string memberKind, PersonFacts facts, CedarSchema schema)
    {
        ArgumentNullException.ThrowIfNull(facts);
        ArgumentNullException.ThrowIfNull(schema);
        (string Name, CedarValue Value)[] all =
        [
            ("member", Ref(member)),
            ("kind", Text(memberKind)),
            ("roles", Texts(facts.Roles)),
            ("onDuty", CedarBool.Of(facts.OnDuty)),
            ("sites", Texts(facts.Sites)),
            ("roleForce", CedarLong.Of(facts.RoleForce)),
            ("accreditation", CedarLong.Of(facts.Accreditation)),
            ("accreditedUntil", new CedarDatetime(facts.AccreditedUntil.ToUnixTimeMilliseconds())),
            ("reservist", CedarBool.Of(facts.Reservist)),
            ("calledUp", CedarBool.Of(facts.CalledUp)),
            ("overseer", CedarBool.Of(facts.Overseer)),
        ];
        var declared = schema.AttributeNames($"{Namespace}::Person").ToHashSet(StringComparer.Ordinal);
        return new CedarEntityData(
            PersonUid(member, id), new CedarRecord([.. all.Where(fact => declared.Contains(fact.Name))]), [MemberUid(member)]);
    }

    /// <summary>An API token of a member. <paramref name="memberKind"/> is the kind of the member.</summary>
    public static CedarEntityData Token(string id, MemberId member, string memberKind, params IEnumerable<string> scopes) => new(
        TokenUid(member, id),
        new CedarRecord(("member", Ref(member)), ("kind", Text(memberKind)), ("scopes", Texts(scopes))),
        [MemberUid(member)]);

    /// <summary>A place of the city.</summary>
    public static CedarEntityData Site(Site site) => new(
        new EntityUid("Palladium::Site", site.Id), new CedarRecord(("kind", Text(site.Kind)), ("name", Text(site.Name))), []);

    /// <summary>A sensor or feed.</summary>
    public static CedarEntityData Source(Source source) =>
        Source(source.Id, source.Owner, source.Kind, source.Site, source.Feed == Feed.Exercise);

    /// <summary>A sensor or feed.</summary>
    public static CedarEntityData Source(string id, MemberId owner, string kind, string site, bool exercise) =>
        Owned("Source", owner, id, exercise, ("kind", Text(kind)), ("site", Text(site)));

    /// <summary>A camera. <paramref name="shared"/>: its owner offers it to the network.</summary>
    public static CedarEntityData Camera(string id, MemberId owner, string site, bool shared, bool exercise) =>
        Owned("Camera", owner, id, exercise, ("site", Text(site)), ("shared", CedarBool.Of(shared)));

    /// <summary>A unit by its position.</summary>
    public static CedarEntityData Unit(UnitPosition unit) => Unit(unit.Unit, unit.Owner, unit.Kind, unit.Feed == Feed.Exercise);

    /// <summary>A patrol, bus, ambulance, guard.</summary>
    public static CedarEntityData Unit(string id, MemberId owner, string kind, bool exercise) =>
        Owned("Unit", owner, id, exercise, ("kind", Text(kind)));

    /// <summary>An alert.</summary>
    /// <param name="id">Its id.</param>
    /// <param name="owner">The member that issued its first revision.</param>
    /// <param name="sourceKind">Kind of the source behind it; empty for one that came as CAP.</param>
    /// <param name="severity">CAP severity.</param>
    /// <param name="category">CAP category.</param>
    /// <param name="mustKnow">Kinds of member that must know.</param>
    /// <param name="isPublic">Whether it is for the public too.</param>
    /// <param name="feed">What the data behind it are.</param>
    /// <param name="exercise">Whether it is a drill.</param>
    public static CedarEntityData Alert(
        string id, MemberId owner, string sourceKind, string severity, string category, IEnumerable<string> mustKnow, bool isPublic, Feed feed,
        bool exercise) =>
        Owned(
            "Alert", owner, id, exercise,
            ("sourceKind", Text(sourceKind)), ("severity", Text(severity)), ("category", Text(category)),
            ("mustKnow", Texts(mustKnow)), ("public", CedarBool.Of(isPublic)), ("feed", Text(feed.ToString().ToLowerInvariant())));

    /// <summary>An incident. <paramref name="line"/> is its plan's line of succession, <paramref name="concerns"/> the kinds that take part.</summary>
    public static CedarEntityData Incident(
        string id, MemberId owner, string plan, IEnumerable<string> line, IEnumerable<string> concerns, bool exercise) =>
        Owned("Incident", owner, id, exercise, ("plan", Text(plan)), ("line", Texts(line)), ("concerns", Texts(concerns)));

    /// <summary>The body of an entry in a member's log.</summary>
    public static CedarEntityData LogBody(EntryId id, MemberId owner, string kind, AudienceClass audience, bool exercise) =>
        Owned(
            "LogBody", owner, id.Hex, exercise, ("kind", Text(kind)),
            ("audience", Text(audience switch
            {
                AudienceClass.Public => "public",
                AudienceClass.Members => "members",
                _ => "own",
            })));

    /// <summary>A message to the public under an incident. <paramref name="line"/> is the line of the incident's plan.</summary>
    public static CedarEntityData PublicMessage(string id, MemberId owner, string incident, IEnumerable<string> line, bool exercise) =>
        Owned("PublicMessage", owner, id, exercise, ("incident", Text(incident)), ("line", Texts(line)));

    /// <summary>What may be done to somebody at a place.</summary>
    /// <param name="id">Any word; an encounter is not kept.</param>
    /// <param name="owner">The member whose person asks.</param>
    /// <param name="site">The word of the place; empty for none.</param>
    /// <param name="threat">The threat level in force there.</param>
    /// <param name="degree">The degree of force, 0 to 5.</param>
    /// <param name="exercise">Whether it is a drill.</param>
    public static CedarEntityData Encounter(string id, MemberId owner, string site, int threat, int degree, bool exercise = false) => Owned(
        "Encounter", owner, id, exercise, ("site", Text(site)), ("threat", CedarLong.Of(threat)), ("degree", CedarLong.Of(degree)));

    private static CedarEntityData Owned(
        string type, MemberId owner, string id, bool exercise, params (string Name, CedarValue Value)[] more) => new(
        OwnedUid(type, owner, id),
        new CedarRecord([("owner", Ref(owner)), ("exercise", CedarBool.Of(exercise)), .. more]),
        [MemberUid(owner)]);

    private static CedarEntity Ref(MemberId member) => new(MemberUid(member));

    private static CedarString Text(string value) => new(value);

    private static CedarSet Texts(IEnumerable<string> values) => new(values.Select(value => new CedarString(value)));
}
