namespace Palladium.Web.Contract;

/// <summary>
/// Every path of the node's HTTP interface. The constants are ASP.NET Core route templates; the methods of
/// <see cref="To"/> fill them in, escaped.
/// </summary>
public static class PalladiumRoutes
{
    /// <summary>GET: <see cref="MeDto"/>; 401 when nobody is signed in.</summary>
    public const string Me = "/api/v1/me";

    /// <summary>
    /// Header of a write that carries a session's cookie and comes from no browser, with the value <c>1</c>. A page of another site can't set it.
    /// </summary>
    public const string OwnRequestHeader = "X-Palladium-Request";

    /// <summary>The page that is shown where there is none, or none for this person.</summary>
    public const string Missing = "/missing";

    /// <summary>
    /// POST, form fields <c>link</c> (the secret of a one-time link), <c>name</c> (the person's name, for a link that names
    /// nobody) and <c>returnTo</c> (a local path): sets the session cookie and answers 303 to <c>returnTo</c>, or 303 to
    /// <c>/signin?problem=</c><see cref="SignInProblems"/>. GET never consumes a link, since previewers of messages follow links.
    /// </summary>
    public const string SignIn = "/api/v1/session";

    /// <summary>POST, no fields: ends the session and answers 303 to <c>/</c>. Refused without the header or form of the same site.</summary>
    public const string SignOut = "/api/v1/session/end";

    /// <summary>POST, for anyone: <see cref="CeremonyDto"/> for signing in with a passkey that the browser finds by itself.</summary>
    public const string PasskeySignInOptions = "/api/v1/session/passkey/options";

    /// <summary>POST <see cref="CeremonyAnswer"/>, for anyone: 204 with the session cookie.</summary>
    public const string PasskeySignIn = "/api/v1/session/passkey";

    /// <summary>GET, for anyone: leads to the organisation's own provider, where one is set.</summary>
    public const string OpenIdStart = "/signin/openid/start";

    /// <summary>POST: <see cref="CeremonyDto"/> for showing a passkey again within a session.</summary>
    public const string ProofOptions = "/api/v1/session/proof/options";

    /// <summary>POST <see cref="CeremonyAnswer"/>: 204; sensitive acts are let through for five minutes.</summary>
    public const string Proof = "/api/v1/session/proof";

    /// <summary>GET: <see cref="AccountDto"/>.</summary>
    public const string Account = "/api/v1/account";

    /// <summary>DELETE: 204.</summary>
    public const string AccountSession = "/api/v1/account/sessions/{id}";

    /// <summary>POST: <see cref="CeremonyDto"/> for a new passkey.</summary>
    public const string PasskeyOptions = "/api/v1/account/passkeys/options";

    /// <summary>POST <see cref="CeremonyAnswer"/>: 204.</summary>
    public const string Passkeys = "/api/v1/account/passkeys";

    /// <summary>DELETE: 204.</summary>
    public const string Passkey = "/api/v1/account/passkeys/{id}";

    /// <summary>DELETE: withdraws a way back into the account of whoever asks, or any for an administrator. 204.</summary>
    public const string Recovery = "/api/v1/account/recoveries/{id}";

    /// <summary>GET, for an administrator: <see cref="PeopleDto"/>.</summary>
    public const string People = "/api/v1/people";

    /// <summary>PUT <see cref="GrantsDto"/>, for an administrator: 204.</summary>
    public const string PersonGrants = "/api/v1/people/{id}/grants";

    /// <summary>POST, no body, for an administrator: closes the account. 204.</summary>
    public const string PersonClose = "/api/v1/people/{id}/close";

    /// <summary>POST, no body, for an administrator: <see cref="SecretDto"/>, a way back into the account.</summary>
    public const string PersonRecovery = "/api/v1/people/{id}/recovery";

    /// <summary>POST, no body, for another administrator: the way back counts at once. 204.</summary>
    public const string RecoveryConfirm = "/api/v1/people/recoveries/{id}/confirm";

    /// <summary>POST <see cref="LinkRequest"/>, for an administrator: <see cref="SecretDto"/>.</summary>
    public const string PeopleLinks = "/api/v1/people/links";

    /// <summary>POST <see cref="TokenRequest"/>, for an administrator: <see cref="SecretDto"/>.</summary>
    public const string PeopleTokens = "/api/v1/people/tokens";

    /// <summary>DELETE, for an administrator: ends a token. 204.</summary>
    public const string PeopleToken = "/api/v1/people/tokens/{id}";

    /// <summary>GET: array of <see cref="ApprovalDto"/>. POST <see cref="ApprovalAsk"/>: 201 with <see cref="ApprovalDto"/>.</summary>
    public const string Approvals = "/api/v1/approvals";

    /// <summary>POST <see cref="CeremonyAnswer"/>: approves. 204.</summary>
    public const string Approval = "/api/v1/approvals/{id}";

    /// <summary>POST: <see cref="CeremonyDto"/> whose challenge is the SHA-256 of the request.</summary>
    public const string ApprovalOptions = "/api/v1/approvals/{id}/options";

    /// <summary>POST, no body: says no. 204.</summary>
    public const string ApprovalDeny = "/api/v1/approvals/{id}/deny";

    /// <summary>GET: <see cref="CityDto"/>.</summary>
    public const string City = "/api/v1/city";

    /// <summary>GET: a Mapbox vector tile.</summary>
    public const string Tile = "/api/v1/tiles/{z:int}/{x:int}/{y:int}.mvt";

    /// <summary>GET, query <c>theme=dark|light</c>: a MapLibre style whose addresses are all of this node.</summary>
    public const string MapStyle = "/api/v1/map/style";

    /// <summary>GET: array of <see cref="SiteDto"/>.</summary>
    public const string Sites = "/api/v1/sites";

    /// <summary>GET: array of <see cref="CameraDto"/>.</summary>
    public const string Cameras = "/api/v1/cameras";

    /// <summary>GET: array of <see cref="SourceDto"/>.</summary>
    public const string Sources = "/api/v1/sources";

    /// <summary>GET, query <c>minutes</c> (default 30, at most 1,440): <see cref="SourceReadingsDto"/>. The id is escaped (<c>%2F</c> for a slash).</summary>
    public const string Readings = "/api/v1/sources/{owner}/{id}/readings";

    /// <summary>GET: array of <see cref="UnitDto"/>.</summary>
    public const string Units = "/api/v1/units";

    /// <summary>GET, query <c>state=open|all</c> (default <c>open</c>): array of <see cref="AlertSummaryDto"/>.</summary>
    public const string Alerts = "/api/v1/alerts";

    /// <summary>GET: <see cref="AlertDetailDto"/>; 404 also for one that the asker may not read.</summary>
    public const string Alert = "/api/v1/alerts/{id}";

    /// <summary>POST, no body: the person has read it. 204; doing it twice changes nothing.</summary>
    public const string AlertRead = "/api/v1/alerts/{id}/read";

    /// <summary>GET: CAP 1.2 XML.</summary>
    public const string AlertCap = "/api/v1/alerts/{id}.cap";

    /// <summary>GET: Atom feed of CAP alerts that the asker may read.</summary>
    public const string AlertsAtom = "/api/v1/alerts.atom";

    /// <summary>GET, query <c>state=open|all</c> (default <c>all</c>): array of <see cref="IncidentDto"/>. POST <see cref="OpenIncidentRequest"/>: 201 with <see cref="IncidentDetailDto"/>.</summary>
    public const string Incidents = "/api/v1/incidents";

    /// <summary>GET: <see cref="IncidentDetailDto"/>.</summary>
    public const string Incident = "/api/v1/incidents/{id}";

    /// <summary>POST <see cref="SendMessageRequest"/>: 201 with <see cref="PublicMessageDto"/>.</summary>
    public const string IncidentMessage = "/api/v1/incidents/{id}/message";

    /// <summary>GET: <see cref="NetworkDto"/>.</summary>
    public const string Network = "/api/v1/network";

    /// <summary>
    /// GET, query <c>member</c> (default: this one), <c>from</c> (default: the last ones), <c>count</c> (default 50): <see cref="LogPageDto"/>
    /// with bodies where permitted.
    /// </summary>
    public const string LogEntries = "/api/v1/log/entries";

    /// <summary>GET, query <c>member</c> (default: this one): <see cref="LogEntryDto"/>.</summary>
    public const string LogEntry = "/api/v1/log/entries/{index:long}";

    /// <summary>GET: array of <see cref="HoldDto"/>, those in force. POST <see cref="PlaceHoldRequest"/>: 201 with <see cref="HoldDto"/>.</summary>
    public const string Holds = "/api/v1/holds";

    /// <summary>POST, no body: ends a hold; <see cref="HoldDto"/>.</summary>
    public const string HoldRelease = "/api/v1/holds/{id}/release";

    /// <summary>GET: <see cref="ThreatsDto"/>. POST <see cref="SetThreatRequest"/>: 201 with <see cref="ThreatsDto"/>.</summary>
    public const string Threat = "/api/v1/threat";

    /// <summary>
    /// GET, query <c>place</c> (default: none) and <c>threat</c> (default: the level in force there): <see cref="RightsDto"/>. POST <see cref="RightsRequest"/>: the same for
    /// somebody else.
    /// </summary>
    public const string Rights = "/api/v1/rights";

    /// <summary>GET: <see cref="UsesDto"/>.</summary>
    public const string Uses = "/api/v1/uses";

    /// <summary>POST <see cref="RecordForceRequest"/>: 201 with <see cref="UseDto"/>.</summary>
    public const string ForceUses = "/api/v1/uses/force";

    /// <summary>POST <see cref="EmergencyRequest"/>: <see cref="CameraDto"/>.</summary>
    public const string Emergencies = "/api/v1/uses/emergency";

    /// <summary>POST <see cref="ReviewRequest"/>: 201 with <see cref="UseDto"/>.</summary>
    public const string UseReview = "/api/v1/uses/{member}/{id}/review";

    /// <summary>GET: <see cref="DoctrineDto"/>.</summary>
    public const string Doctrine = "/api/v1/doctrine";

    /// <summary>PUT <see cref="DoctrineFileRequest"/>: <see cref="DoctrineDto"/>.</summary>
    public const string DoctrineFile = "/api/v1/doctrine/files/{*path}";

    /// <summary>GET: array of <see cref="RefusalDto"/>.</summary>
    public const string Refusals = "/api/v1/refusals";

    /// <summary>GET: <see cref="NodeDto"/>.</summary>
    public const string Node = "/api/v1/node";

    /// <summary>
    /// GET: server-sent events, see <see cref="StreamEvents"/>. Query <c>events</c> (names joined by commas; default: all) leaves
    /// the others out, in the snapshot as empty arrays too.
    /// </summary>
    public const string Stream = "/api/v1/picture/stream";

    /// <summary>POST <see cref="ObservationRequest"/> or <see cref="ObservationsRequest"/>: <see cref="ObservationsAnswer"/>.</summary>
    public const string Observations = "/api/v1/observations";

    /// <summary>POST CAP 1.2 XML.</summary>
    public const string Cap = "/api/v1/cap";

    /// <summary>GET, for anyone: <see cref="PublicNetworkDto"/>.</summary>
    public const string PublicNetwork = "/public/network";

    /// <summary>
    /// GET, for anyone, query <c>member</c> (default: this one; another's from its mirror here), <c>from</c> (default: the last ones), <c>count</c>
    /// (default 50): <see cref="LogPageDto"/> without bodies.
    /// </summary>
    public const string PublicLogEntries = "/public/log/entries";

    /// <summary>GET, for anyone, query <c>index</c>, <c>size</c> (default: that of the published checkpoint), <c>member</c> (default: this one): <see cref="ProofDto"/>.</summary>
    public const string PublicLogProof = "/public/log/proof";

    /// <summary>GET, for anyone: Atom feed of public messages.</summary>
    public const string PublicAtom = "/public/alerts.atom";

    /// <summary>GET, for anyone: a public message as CAP 1.2 XML.</summary>
    public const string PublicCap = "/public/alerts/{id}.cap";

    /// <summary>GET, for anyone: the node's log in C2SP tlog-tiles form (<c>/log/checkpoint</c>, <c>/log/tile/...</c>).</summary>
    public const string LogPrefix = "/log";

    /// <summary>
    /// What anyone may fetch without a person or a token, as prefixes: the console's own files and those of its pages that show
    /// only what is public, the sign-in page, the public log and messages, and health.
    /// </summary>
    public static readonly IReadOnlyList<string> OpenPrefixes =
        ["/console/", "/_framework/", "/_blazor", "/log", "/public/", "/health/", "/signin", "/about", SignIn];

    /// <summary>The same paths with their values filled in and escaped.</summary>
    public static class To
    {
        /// <summary><see cref="PalladiumRoutes.Readings"/></summary>
        public static string Readings(string owner, string id, int minutes) =>
            $"/api/v1/sources/{Uri.EscapeDataString(owner)}/{Uri.EscapeDataString(id)}/readings?minutes={minutes}";

        /// <summary><see cref="PalladiumRoutes.Alert"/></summary>
        public static string Alert(string id) => $"/api/v1/alerts/{Uri.EscapeDataString(id)}";

        /// <summary><see cref="PalladiumRoutes.AlertRead"/></summary>
        public static string AlertRead(string id) => $"{Alert(id)}/read";

        /// <summary><see cref="PalladiumRoutes.AlertCap"/></summary>
        public static string AlertCap(string id) => $"{Alert(id)}.cap";

        /// <summary><see cref="PalladiumRoutes.Incident"/></summary>
        public static string Incident(string id) => $"/api/v1/incidents/{Uri.EscapeDataString(id)}";

        /// <summary><see cref="PalladiumRoutes.IncidentMessage"/></summary>
        public static string IncidentMessage(string id) => $"{Incident(id)}/message";

        /// <summary><see cref="PalladiumRoutes.PublicCap"/></summary>
        public static string PublicCap(string id) => $"/public/alerts/{Uri.EscapeDataString(id)}.cap";

        /// <summary><see cref="PalladiumRoutes.LogEntries"/> or, for a visitor, <see cref="PalladiumRoutes.PublicLogEntries"/>.</summary>
        public static string LogEntries(bool visitor, string? member, long? from, int count) =>
            $"{(visitor ? PublicLogEntries : PalladiumRoutes.LogEntries)}?count={count}{(from is { } f ? $"&from={f}" : "")}{Member(member)}";

        /// <summary><see cref="PalladiumRoutes.LogEntry"/></summary>
        public static string LogEntry(string? member, long index) =>
            $"/api/v1/log/entries/{index}?{Member(member).TrimStart('&')}".TrimEnd('?');

        /// <summary><see cref="PalladiumRoutes.Approval"/></summary>
        public static string Approval(string id) => $"{Approvals}/{Uri.EscapeDataString(id)}";

        /// <summary><see cref="PalladiumRoutes.ApprovalOptions"/></summary>
        public static string ApprovalOptions(string id) => $"{Approval(id)}/options";

        /// <summary><see cref="PalladiumRoutes.ApprovalDeny"/></summary>
        public static string ApprovalDeny(string id) => $"{Approval(id)}/deny";

        /// <summary><see cref="PalladiumRoutes.AccountSession"/></summary>
        public static string AccountSession(string id) => $"/api/v1/account/sessions/{Uri.EscapeDataString(id)}";

        /// <summary><see cref="PalladiumRoutes.Passkey"/></summary>
        public static string Passkey(string id) => $"{Passkeys}/{Uri.EscapeDataString(id)}";

        /// <summary><see cref="PalladiumRoutes.Recovery"/></summary>
        public static string Recovery(string id) => $"/api/v1/account/recoveries/{Uri.EscapeDataString(id)}";

        /// <summary><see cref="PalladiumRoutes.RecoveryConfirm"/></summary>
        public static string RecoveryConfirm(string id) => $"{People}/recoveries/{Uri.EscapeDataString(id)}/confirm";

        /// <summary><see cref="PalladiumRoutes.PersonGrants"/></summary>
        public static string PersonGrants(string id) => $"{People}/{Uri.EscapeDataString(id)}/grants";

        /// <summary><see cref="PalladiumRoutes.PersonClose"/></summary>
        public static string PersonClose(string id) => $"{People}/{Uri.EscapeDataString(id)}/close";

        /// <summary><see cref="PalladiumRoutes.PersonRecovery"/></summary>
        public static string PersonRecovery(string id) => $"{People}/{Uri.EscapeDataString(id)}/recovery";

        /// <summary><see cref="PalladiumRoutes.PeopleToken"/></summary>
        public static string PeopleToken(string id) => $"{PeopleTokens}/{Uri.EscapeDataString(id)}";

        /// <summary><see cref="PalladiumRoutes.Rights"/></summary>
        public static string Rights(string? place, int? threat) =>
            $"/api/v1/rights?place={Uri.EscapeDataString(place ?? "")}{(threat is { } level ? $"&threat={level}" : "")}";

        /// <summary><see cref="PalladiumRoutes.UseReview"/></summary>
        public static string UseReview(string member, string id) => $"/api/v1/uses/{Uri.EscapeDataString(member)}/{Uri.EscapeDataString(id)}/review";

        /// <summary><see cref="PalladiumRoutes.DoctrineFile"/></summary>
        public static string DoctrineFile(string path) =>
            $"/api/v1/doctrine/files/{string.Join('/', path.Split('/').Select(Uri.EscapeDataString))}";

        private static string Member(string? member) =>
            member is null ? "" : $"&member={Uri.EscapeDataString(member)}";
    }
}

/// <summary>Why a one-time link did not sign anybody in: the value of <c>problem</c> on <c>/signin</c>.</summary>
public static class SignInProblems
{
    /// <summary>It was used before.</summary>
    public const string Used = "used";

    /// <summary>Its time is over.</summary>
    public const string Expired = "expired";

    /// <summary>The node knows no such link.</summary>
    public const string Unknown = "unknown";

    /// <summary>It names nobody, and no name was given.</summary>
    public const string Nameless = "nameless";

    /// <summary>The organisation's own provider did not vouch for the person, or the person has no role here.</summary>
    public const string Refused = "refused";

    /// <summary>A session ended or is missing: the page that was asked for needs somebody signed in.</summary>
    public const string Needed = "needed";
}
