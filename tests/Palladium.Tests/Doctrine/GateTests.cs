using System.Text;
using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Records.Entries;
using Palladium.Records.Json;
using Palladium.Records.Scene;
using Palladium.Records.Sealing;

namespace Palladium.Tests.Doctrine;

public sealed class GateTests
{
    private static readonly CedarEntityData Patrol = DoctrineEntities.Unit("7", Cast.Id("police"), "patrol", exercise: false);

    private readonly RecordingJournal _journal = new();
    private readonly Gate _gate;

    public GateTests()
    {
        _gate = new Gate(_journal, TimeProvider.System);
        _gate.Adopt(DoctrineFolder.Montevideo);
    }

    [Fact]
    public async Task The_entry_is_durable_before_the_value_is_there()
    {
        var durable = new TaskCompletionSource();
        _journal.BeforeDurable = () => durable.Task;

        var opening = _gate.OpenAsync(Seal.Of("position"), Request("fire"), CancellationToken.None);
        Assert.False(opening.IsCompleted);
        Assert.Empty(_journal.Drafts);
        durable.SetResult();

        Assert.True((await opening).Opened(out var value));
        Assert.Equal("position", value);
        Assert.Equal(EntryKinds.Access, Assert.Single(_journal.Drafts).Kind);
    }

    [Fact]
    public async Task The_body_says_who_what_why_by_which_rule_and_on_what_it_was_decided()
    {
        var outcome = await _gate.OpenAsync(Seal.Of(1), Request("fire") with { Extent = new JsonObject { ["item"] = 3 } }, CancellationToken.None);

        var body = (JsonObject)CanonicalJson.Read(outcome.Body.Span).Value;
        Assert.Equal("readUnit", (string?)body["action"]);
        Assert.Equal("fire/ana", (string?)body["who"]!["id"]);
        Assert.Equal("police/7", (string?)body["resource"]!["id"]);
        Assert.Equal("""{"basis":"public-task","class":"plan","ref":"city-watch"}""", body["purpose"]!.ToJsonString());
        Assert.Equal("units.patrols-to-responders", (string?)body["rule"]);
        Assert.Equal(DoctrineFolder.Montevideo.Hash, (string?)body["doctrine"]);
        Assert.Equal(3, (int)body["extent"]!["item"]!);
        Assert.True((bool)body["permitted"]!);
        Assert.Contains(body["entities"]!.AsArray(), entity => (string?)entity!["uid"]!["id"] == "police/7");
        Assert.True(Commitment.Opens(outcome.Entry!.Header, outcome.Entry.Salt.Span, outcome.Body.Span));
    }

    [Theory]
    [InlineData("residents")]
    [InlineData("bus")]
    [InlineData("security")]
    [InlineData("oversight")]
    public async Task A_denial_opens_nothing_and_is_recorded(string kind)
    {
        var outcome = await _gate.OpenAsync(Seal.Of("position"), Request(kind), CancellationToken.None);

        Assert.False(outcome.Opened(out var value));
        Assert.Null(value);
        Assert.NotEmpty(outcome.Decision.Words);
        Assert.Equal(EntryKinds.AccessDenied, Assert.Single(_journal.Drafts).Kind);
    }

    [Fact]
    public async Task One_alert_to_many_members_is_one_write_with_an_entry_for_each()
    {
        var alert = DoctrineEntities.Alert("7", Cast.Id("police"), "", "Minor", "Safety", ["fire"], isPublic: false, Feed.Live, exercise: false);
        var requests = new[] { "fire", "bus" }.Select(kind => Cast.Request(Cast.Member(kind), "receiveAlert", alert) with
        {
            RecordAs = EntryKinds.Release,
            ForWhom = kind,
        }).ToArray();

        var outcomes = await _gate.OpenAllAsync(Seal.Of("alert"), requests, CancellationToken.None);

        Assert.Equal([true, false], outcomes.Select(outcome => outcome.Permitted));
        Assert.Equal([EntryKinds.Release, EntryKinds.ReleaseDenied], _journal.Drafts.Select(draft => draft.Kind));
        Assert.Equal([0L, 1L], outcomes.Select(outcome => outcome.Entry!.Index));
    }

    [Fact]
    public async Task Nothing_is_opened_while_the_log_is_stopped()
    {
        _journal.Stopped = true;

        var outcome = await _gate.OpenAsync(Seal.Of("position"), Request("fire"), CancellationToken.None);
        var session = await _gate.BeginSessionAsync(Session("fire"), CancellationToken.None);

        Assert.Equal((false, GateRules.LogStopped), (outcome.Opened(out _), outcome.Decision.Rule));
        Assert.Equal((false, GateRules.LogStopped), (session.Opened(out _), session.Decision.Rule));
    }

    [Fact]
    public void Without_a_doctrine_everything_is_denied() =>
        Assert.Equal(GateRules.NoDoctrine, new Gate(_journal, TimeProvider.System).Decide(Request("police")).Rule);

    [Fact]
    public void Without_a_purpose_that_exists_everything_is_denied()
    {
        Assert.Equal(GateRules.NoPurpose, Decide(null));
        Assert.Equal(GateRules.NoPurpose, Decide(new(PurposeClass.Plan, " ")));
        Assert.Equal(GateRules.PurposeNotOpen, Decide(new(PurposeClass.Plan, "flood")));
        Assert.Equal(GateRules.PurposeNotOpen, Decide(new(PurposeClass.Incident, "inv")));
        Assert.Equal(GateRules.UnknownBasis, Decide(Cast.Watch with { Basis = "because" }));

        string Decide(GatePurpose? purpose) => _gate.Decide(Request("fire") with { Purpose = purpose }).Rule;
    }

    [Fact]
    public void A_missing_entity_denies_even_what_a_rule_would_permit()
    {
        var request = Request("fire");
        var without = new[] { "police", "fire" }.Select(kind => DoctrineEntities.MemberUid(Cast.Id(kind)))
            .Concat([request.Principal, request.Resource]);

        foreach (var missing in without)
        {
            var slice = EntitySlice.Of([.. request.Entities.All.Where(entity => entity.Uid != missing)]);
            Assert.Equal(GateRules.EntityMissing, _gate.Decide(request with { Entities = slice }).Rule);
        }
    }

    [Fact]
    public void An_entity_that_is_not_as_the_schema_declares_it_denies_even_what_a_rule_would_permit()
    {
        var request = Request("fire");
        var noKind = new CedarEntityData(Patrol.Uid, new CedarRecord(Patrol.Attributes.Attributes.Where(pair => pair.Key != "kind")), Patrol.Parents);
        var wrongType = new CedarEntityData(
            Patrol.Uid, new CedarRecord([.. Patrol.Attributes.Attributes.Where(pair => pair.Key != "kind"), new("kind", CedarLong.Of(1))]), Patrol.Parents);
        var wrongParent = new CedarEntityData(Patrol.Uid, Patrol.Attributes, [new EntityUid("Palladium::Site", "port")]);

        foreach (var bad in new[] { noKind, wrongType, wrongParent })
        {
            var decision = _gate.Decide(request with { Entities = request.Entities.With(bad) });
            Assert.Equal((false, GateRules.EntityInvalid), (decision.Permitted, decision.Rule));
            Assert.Contains("police/7", decision.Words, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void What_the_schema_in_force_does_not_declare_is_not_seen_by_its_policies()
    {
        var request = Request("fire");
        var more = new CedarEntityData(
            Patrol.Uid, new CedarRecord([.. Patrol.Attributes.Attributes, new("armed", CedarBool.Of(true)), new("at", new CedarEntity(new("Palladium::Site", "x")))]), Patrol.Parents);

        Assert.True(_gate.Decide(request with { Entities = request.Entities.With(more) }).Permitted);
        Assert.True(_gate.Decide(request with { Entities = EntitySlice.Of(request.Entities.All.Where(entity => entity.Uid != Patrol.Uid)).With(more) }).Permitted);
    }

    [Fact]
    public void A_request_that_the_schema_does_not_know_denies()
    {
        var decision = _gate.Decide(Request("fire") with { Action = "readCamera" });
        Assert.Equal((false, GateRules.RequestInvalid), (decision.Permitted, decision.Rule));
    }

    [Fact]
    public void A_slice_answers_alike_in_however_many_layers_it_was_made()
    {
        var request = Request("fire");
        var layered = request.Entities.All.Aggregate(EntitySlice.Empty, (slice, entity) => slice.With(entity));
        Assert.Equal(request.Entities.All.Select(entity => entity.Uid).ToHashSet(), layered.All.Select(entity => entity.Uid).ToHashSet());
        Assert.True(_gate.Decide(request with { Entities = layered }).Permitted);

        var replaced = layered.With(DoctrineEntities.Unit("7", Cast.Id("police"), "guard", exercise: false));
        Assert.Equal("guard", ((CedarString)replaced.Find(Patrol.Uid)!.Attributes.Attributes["kind"]).Value);
        Assert.Equal(layered.All.Count(), replaced.All.Count());

        // Made in an order in which the lower layers refer to what only a higher one has.
        var backwards = request.Entities.All.Reverse().Aggregate(EntitySlice.Empty, (slice, entity) => slice.With(entity));
        Assert.True(_gate.Decide(request with { Entities = backwards }).Permitted);
    }

    [Fact]
    public void A_forbid_that_errs_denies_though_Cedar_would_ignore_it()
    {
        // Valid against the schema, and errs at this moment: 64-bit overflow.
        var doctrine = With("""
            @id("test.overflows") @rule("errs")
            forbid (principal, action == Palladium::Action::"readUnit", resource)
            when { context.lookBack + 9223372036854775807 < 0 };
            """);
        var gate = new Gate(_journal, TimeProvider.System);
        gate.Adopt(doctrine);

        Assert.True(gate.Decide(Request("fire")).Permitted);
        var decision = gate.Decide(Request("fire") with { LookBack = TimeSpan.FromMinutes(1) });
        Assert.Equal((false, GateRules.ForbidErred), (decision.Permitted, decision.Rule));
    }

    [Fact]
    public async Task A_session_is_two_entries_whatever_the_number_of_rows()
    {
        Assert.True((await _gate.BeginSessionAsync(Session("fire"), CancellationToken.None)).Opened(out var session));
        var at = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        for (var i = 0; i < 100; i++)
        {
            Assert.True(session.Open(Seal.Of(i), Row(session, Patrol, at.AddSeconds(i))).Opened(out _));
        }

        Assert.False(session.Open(Seal.Of(1), Row(session, DoctrineEntities.Unit("3", Cast.Id("security"), "guard", exercise: false), at)).Permitted);
        await session.DisposeAsync();
        await session.DisposeAsync();

        Assert.Equal([EntryKinds.Access, EntryKinds.AccessClosed], _journal.Drafts.Select(draft => draft.Kind));
        var extent = CanonicalJson.Read(_journal.Drafts[1].Body.Span).Value["extent"]!;
        Assert.Equal(
            """{"bytes":1000,"denied":1,"from":"2026-01-01T00:00:00.000Z","resources":1,"resourcesCapped":false,"rows":{"readUnit":100},"to":"2026-01-01T00:01:39.000Z"}""",
            extent.ToJsonString());
        Assert.Equal(GateRules.SessionOver, session.Open(Seal.Of(1), Row(session, Patrol, at)).Decision.Rule);
    }

    [Fact]
    public async Task A_session_opens_only_what_it_was_begun_for()
    {
        Assert.True((await _gate.BeginSessionAsync(Session("fire") with { Actions = ["readAlert"] }, CancellationToken.None)).Opened(out var session));

        Assert.False(session.Open(Seal.Of(1), Row(session, Patrol)).Permitted);
    }

    [Fact]
    public async Task A_session_ends_at_its_time_by_itself()
    {
        var request = Session("fire") with { Until = DateTimeOffset.UnixEpoch };
        Assert.True((await _gate.BeginSessionAsync(request, CancellationToken.None)).Opened(out var session));

        Assert.Equal(GateRules.SessionOver, session.Open(Seal.Of(1), Row(session, Patrol)).Decision.Rule);
    }

    [Fact]
    public async Task The_next_row_is_denied_when_the_doctrine_in_force_no_longer_permits_it()
    {
        Assert.True((await _gate.BeginSessionAsync(Session("fire"), CancellationToken.None)).Opened(out var session));
        Assert.True(session.Open(Seal.Of(1), Row(session, Patrol)).Permitted);

        _gate.Adopt(With("""
            @id("test.no-fire") @rule("The fire brigade sees no patrols any more.")
            forbid (principal, action == Palladium::Action::"readUnit", resource) when { principal.kind == "fire" };
            """));

        Assert.Equal("test.no-fire", session.Open(Seal.Of(1), Row(session, Patrol)).Decision.Rule);
        await session.DisposeAsync();
    }

    [Fact]
    public async Task A_session_without_purpose_or_known_principal_does_not_begin()
    {
        var noPurpose = await _gate.BeginSessionAsync(Session("fire") with { Purpose = null }, CancellationToken.None);
        var unknown = await _gate.BeginSessionAsync(Session("fire") with { Entities = EntitySlice.Empty }, CancellationToken.None);

        Assert.Equal(GateRules.NoPurpose, noPurpose.Decision.Rule);
        Assert.Equal(GateRules.EntityMissing, unknown.Decision.Rule);
        Assert.All(_journal.Drafts, draft => Assert.Equal(EntryKinds.AccessDenied, draft.Kind));
    }

    [Fact]
    public async Task Many_threads_decide_while_the_doctrine_changes()
    {
        var other = With("""
            @id("test.none") @rule("Nobody sees anything.")
            forbid (principal, action, resource);
            """);
        var permitted = 0;
        await Parallel.ForAsync(0, 2000, async (i, cancellation) =>
        {
            if (i % 100 == 0)
            {
                _gate.Adopt(i % 200 == 0 ? other : DoctrineFolder.Montevideo);
            }

            var outcome = await _gate.OpenAsync(Seal.Of(i), Request("fire"), cancellation);
            Assert.Equal(outcome.Decision.DoctrineHash == DoctrineFolder.Montevideo.Hash, outcome.Opened(out _));
            Interlocked.Add(ref permitted, outcome.Permitted ? 1 : 0);
        });

        Assert.Equal(2000, _journal.Drafts.Count);
        Assert.Equal(permitted, _journal.Drafts.Count(draft => draft.Kind == EntryKinds.Access));
    }

    [Fact]
    public void Sealed_data_says_nothing_of_itself() =>
        Assert.DoesNotContain("canary", Seal.Of("canary").ToString() + Encoding.UTF8.GetString(
            System.Text.Json.JsonSerializer.SerializeToUtf8Bytes(Seal.Of("canary"))), StringComparison.Ordinal);

    private static DoctrineBundle With(string policy)
    {
        var load = DoctrineFolder.Montevideo.With("policies/test.cedar", policy);
        return load.Bundle ?? throw new InvalidOperationException(string.Join('\n', load.Problems));
    }

    private static GateRequest Request(string kind) => Cast.Request(Cast.Operator(kind), "readUnit", Patrol);

    private static GateSessionRequest Session(string kind) => new()
    {
        Principal = Cast.Operator(kind).Uid,
        Entities = EntitySlice.Of([.. Cast.Kinds.Select(Cast.Member), Cast.Operator(kind)]),
        Actions = ["readUnit"],
        Purpose = Cast.Watch,
        Subject = "picture",
    };

    private static GateRow Row(GateSession session, CedarEntityData unit, DateTimeOffset? at = null) =>
        new("readUnit", unit.Uid, session.Entities.With(unit), at, Bytes: 10);
}
