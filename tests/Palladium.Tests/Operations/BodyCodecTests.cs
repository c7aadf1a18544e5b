using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Palladium.Doctrine.Thresholds;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Operations.Force;
using Palladium.Operations.Incidents;
using Palladium.Operations.Retention;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Json;
using Palladium.Records.Scene;

namespace Palladium.Tests.Operations;

/// <summary>The bodies of what the features write: what is written is read back, and what is not that form is refused with its field.</summary>
public sealed class BodyCodecTests
{
    private static readonly string[] Kinds = ["police", "fire", "safety"];
    private static readonly Gen<EntryId> Ids = Gen.Byte.Array[16].Select(bytes => EntryId.Parse(Convert.ToHexStringLower(bytes)).Value);
    private static readonly Gen<DateTimeOffset> Times = Gen.Long[0, 4_102_444_800_000].Select(DateTimeOffset.FromUnixTimeMilliseconds);
    private static readonly Gen<MemberId> Members = Gen.Int[0, 2].Select(i => MemberId.Of(Kinds[i]));
    private static readonly Gen<string> Texts = Gen.String[Gen.Char[' ', '\u2fff'], 0, 100];
    private static readonly Gen<double> Numbers = Gen.Double[-1e9, 1e9];

    private static readonly Gen<AlertBody> Alerts =
        from alert in Ids
        from revision in Gen.Int[1, 1_000_000]
        from status in Gen.Enum<AlertStatus>()
        from type in Gen.Enum<AlertMessageType>()
        from severity in Gen.Enum<AlertSeverity>()
        from feed in Gen.Enum<Feed>()
        from texts in Texts.Array[8]
        from times in Times.Array[3]
        from place in Gen.Select(Gen.Double[-90, 90], Gen.Double[-180, 180]).Select(pair => new GeoPoint(pair.Item1, pair.Item2)).Nullable()
        from readings in Gen.Select(Times, Numbers).List[0, 20]
        from numbers in Numbers.Array[2]
        from isPublic in Gen.Bool
        from hasEvidence in Gen.Bool
        from cap in Gen.Bool
        from mustKnow in Gen.Int[0, 2].Select(i => Kinds[i]).List[0, 5]
        select new AlertBody
        {
            Alert = alert,
            Revision = revision,
            Status = status,
            MessageType = type,
            Rule = texts[0],
            Source = texts[1],
            SourceKind = "water-level",
            Public = isPublic,
            Site = texts[2],
            Feed = feed,
            Severity = severity,
            Urgency = "Immediate",
            Certainty = "Observed",
            Category = "Met",
            Event = texts[3],
            Headline = texts[4],
            Description = texts[5],
            Instruction = texts[6],
            Area = texts[7],
            Place = place,
            Onset = times[0],
            Sent = times[1],
            MustKnow = mustKnow,
            Evidence = hasEvidence ? new AlertEvidence(numbers[0], numbers[1], "m", times[2], [.. readings]) : null,
            Cap = cap ? $"<alert>{texts[0]}</alert>" : null,
        };

    private static readonly Gen<CarriedAttestation> Attestations =
        from member in Members
        from index in Gen.Long[0, 1L << 53]
        from salt in Gen.Byte.Array[32]
        from body in Gen.Byte.Array[0, 400]
        select new CarriedAttestation(member, index, salt, body);

    private static readonly Gen<byte[]> Bodies = Gen.OneOf(
        Alerts.Select(body => body.ToCanonicalBytes()),
        Gen.Select(Ids, Times).Select(pair => new AlertReadBody(pair.Item1, pair.Item2).ToCanonicalBytes()),
        Incidents().Select(body => body.ToCanonicalBytes()),
        ForReview().Select(bodies => bodies.Force.ToCanonicalBytes()),
        ForReview().Select(bodies => bodies.Emergency.ToCanonicalBytes()),
        ForReview().Select(bodies => bodies.Review.ToCanonicalBytes()),
        Threats().Select(body => body.ToCanonicalBytes()),
        Kept().Select(bodies => bodies.Erased.ToCanonicalBytes()),
        Kept().Select(bodies => bodies.Hold.ToCanonicalBytes()),
        Claims().Select(body => body.ToCanonicalBytes()),
        Gen.Select(Ids, Gen.Int[1, 1_000_000], Members, Times).Select((id, term, leader, since) => new LeadAttestation(id, term, leader, since).ToCanonicalBytes()),
        Messages().Select(body => body.ToCanonicalBytes()));

    [Fact]
    public void Every_alert_is_read_back() => Alerts.Sample(
        body => Same(body.ToCanonicalBytes(), AlertBody.Parse, read => read.ToCanonicalBytes())
            && AlertBody.Parse(body.ToCanonicalBytes()).Value is var read && read.Onset == body.Onset && read.Place == body.Place && read.Cap == body.Cap,
        iter: 1_000);

    [Fact]
    public void Every_read_mark_incident_claim_attestation_and_public_message_is_read_back()
    {
        Gen.Select(Ids, Times).Sample((id, at) =>
            AlertReadBody.Parse(new AlertReadBody(id, at).ToCanonicalBytes()).Value == new AlertReadBody(id, at));
        Incidents().Sample(body => Same(body.ToCanonicalBytes(), IncidentBody.Parse, read => read.ToCanonicalBytes()));
        Claims().Sample(body => Same(body.ToCanonicalBytes(), LeadClaim.Parse, read => read.ToCanonicalBytes()));
        Gen.Select(Ids, Gen.Int[1, 1_000_000], Members, Times).Sample((id, term, leader, since) =>
            LeadAttestation.Parse(new LeadAttestation(id, term, leader, since).ToCanonicalBytes()).Value == new LeadAttestation(id, term, leader, since));
        Messages().Sample(body => PublicMessageBody.Parse(body.ToCanonicalBytes()).Value == body);
    }

    [Fact]
    public void Every_use_review_threat_level_erasure_and_hold_is_read_back()
    {
        ForReview().Sample(bodies => Same(bodies.Force.ToCanonicalBytes(), ForceBody.Parse, read => read.ToCanonicalBytes())
            && Same(bodies.Emergency.ToCanonicalBytes(), EmergencyBody.Parse, read => read.ToCanonicalBytes())
            && Same(bodies.Review.ToCanonicalBytes(), ReviewBody.Parse, read => read.ToCanonicalBytes()));
        Threats().Sample(body => Same(body.ToCanonicalBytes(), ThreatBody.Parse, read => read.ToCanonicalBytes()));
        Kept().Sample(bodies => Same(bodies.Erased.ToCanonicalBytes(), ErasedBody.Parse, read => read.ToCanonicalBytes())
            && Same(bodies.Hold.ToCanonicalBytes(), HoldBody.Parse, read => read.ToCanonicalBytes()));
    }

    [Fact]
    public void A_body_that_lacks_a_member_or_has_one_of_another_type_is_refused_with_that_field()
    {
        var optional = new HashSet<string>(StringComparer.Ordinal) { "place", "evidence", "cap" };
        ForReview().Sample(bodies =>
        {
            var left = new HashSet<string>(StringComparer.Ordinal) { "incident" };
            Refused(bodies.Force.ToCanonicalBytes(), body => ForceBody.Parse(body).Refusal, left);
            Refused(bodies.Emergency.ToCanonicalBytes(), body => EmergencyBody.Parse(body).Refusal, left);
            Refused(bodies.Review.ToCanonicalBytes(), body => ReviewBody.Parse(body).Refusal, left);
        }, iter: 10);
        Threats().Sample(body => Refused(body.ToCanonicalBytes(), bytes => ThreatBody.Parse(bytes).Refusal, []), iter: 10);
        Kept().Sample(bodies =>
        {
            Refused(bodies.Erased.ToCanonicalBytes(), body => ErasedBody.Parse(body).Refusal, []);
            Refused(bodies.Hold.ToCanonicalBytes(), body => HoldBody.Parse(body).Refusal, new HashSet<string>(StringComparer.Ordinal) { "from", "to" });
        }, iter: 10);
        Refused(AlertSamples.Of(EntryId.Fresh(), DateTimeOffset.UnixEpoch).ToCanonicalBytes(), body => AlertBody.Parse(body).Refusal, optional);
        Refused(new AlertReadBody(EntryId.Fresh(), DateTimeOffset.UnixEpoch).ToCanonicalBytes(), body => AlertReadBody.Parse(body).Refusal, optional);
        Incidents().Sample(body => Refused(body.ToCanonicalBytes(), bytes => IncidentBody.Parse(bytes).Refusal, optional), iter: 10);
        Claims().Sample(body => Refused(body.ToCanonicalBytes(), bytes => LeadClaim.Parse(bytes).Refusal, optional), iter: 10);
        Messages().Sample(body => Refused(body.ToCanonicalBytes(), bytes => PublicMessageBody.Parse(bytes).Refusal, optional), iter: 10);
    }

    [Theory]
    [InlineData("status", "Test", "/status")]
    [InlineData("status", "0", "/status")]
    [InlineData("feed", "live", "/feed")]
    [InlineData("sent", "2026-11-23T17:00:00Z", "/sent")]
    [InlineData("sent", "2026-11-23T17:00:00.000+00:00", "/sent")]
    [InlineData("sent", "2026-13-23T17:00:00.000Z", "/sent")]
    public void A_word_or_a_time_in_any_other_spelling_is_refused(string name, string value, string field)
    {
        var json = (JsonObject)JsonNode.Parse(AlertSamples.Of(EntryId.Fresh(), DateTimeOffset.UnixEpoch).ToCanonicalBytes())!;
        json[name] = value;

        Assert.Equal(field, AlertBody.Parse(CanonicalJson.Write(json)).Refusal?.Field);
    }

    [Theory]
    [InlineData("""{"lat":91,"lon":0}""", "/place")]
    [InlineData("""{"lat":1}""", "/place/lon")]
    [InlineData("""[1,2]""", "/place")]
    [InlineData("\"here\"", "/place")]
    public void A_place_that_is_none_is_refused(string place, string field)
    {
        var json = (JsonObject)JsonNode.Parse(AlertSamples.Of(EntryId.Fresh(), DateTimeOffset.UnixEpoch).ToCanonicalBytes())!;
        json["place"] = JsonNode.Parse(place);

        Assert.Equal(field, AlertBody.Parse(CanonicalJson.Write(json)).Refusal?.Field);
    }

    [Fact]
    public void No_change_of_a_body_makes_a_reader_throw() => Gen.Select(Bodies, Gen.Int[0, 100_000], Gen.Byte[1, 255]).Sample(
        (body, at, change) =>
        {
            body[at % body.Length] ^= change;
            _ = ForceBody.Parse(body).Refusal ?? EmergencyBody.Parse(body).Refusal ?? ReviewBody.Parse(body).Refusal ?? ThreatBody.Parse(body).Refusal
                ?? ErasedBody.Parse(body).Refusal ?? HoldBody.Parse(body).Refusal;
            _ = AlertBody.Parse(body).Refusal ?? AlertReadBody.Parse(body).Refusal ?? IncidentBody.Parse(body).Refusal
                ?? LeadClaim.Parse(body).Refusal ?? LeadAttestation.Parse(body).Refusal ?? PublicMessageBody.Parse(body).Refusal;
        },
        iter: 5_000);

    [Fact]
    public void One_instant_has_one_spelling_and_times_are_shown_as_they_are_said() => Times.Sample(time =>
        BodyTime.TryParse(BodyTime.Write(time), out var read) && read == time
        && BodyTime.Write(BodyTime.Sayable(time.AddTicks(9_999))) == BodyTime.Write(time));

    private static Gen<(ForceBody Force, EmergencyBody Emergency, ReviewBody Review)> ForReview() =>
        from ids in Ids.Array[2]
        from incident in Ids.Nullable()
        from numbers in Gen.Int[1, 5].Array[2]
        from texts in Texts.Array[3]
        from times in Times.Array[3]
        from permitted in Gen.Bool
        from finding in Gen.Enum<ReviewFinding>()
        from member in Members
        select (
            new ForceBody
            {
                Force = ids[0],
                Who = "ana",
                Degree = numbers[0],
                Place = "port",
                Threat = numbers[1],
                Incident = incident,
                Words = texts[0],
                At = times[0],
                Recorded = times[1],
                Permitted = permitted,
                Rule = "force.police",
                ReviewBy = times[2],
            },
            new EmergencyBody
            {
                Emergency = ids[1],
                Who = "ana",
                Action = "readCamera",
                Resource = ("Palladium::Camera", texts[1]),
                Incident = incident,
                Words = texts[2],
                At = times[0],
                ReviewBy = times[2],
            },
            new ReviewBody { Of = ids[0], Author = member, Finding = finding, Words = texts[2], Reviewer = new Actor(member, ["commander"], permitted), At = times[1] });

    private static Gen<ThreatBody> Threats() =>
        from id in Ids
        from level in Gen.Int[1, 5]
        from set in Times
        from minutes in Gen.Int[1, 43_200]
        from member in Members
        select new ThreatBody { Threat = id, Area = "port", Level = level, Set = set, Until = set.AddMinutes(minutes), Setter = new Actor(member, ["head"]) };

    private static Gen<(ErasedBody Erased, HoldBody Hold)> Kept() =>
        from ids in Ids.List[1, 20]
        from texts in Texts.Array[2]
        from times in Times.Array[3]
        from member in Members
        from state in Gen.Enum<HoldState>()
        from hasTimes in Gen.Bool
        select (
            new ErasedBody
            {
                Author = member,
                Kind = "alert",
                Entries = [.. ids.Select((id, i) => new ErasedEntry(i, id))],
                Rule = "retention.alert",
                Words = texts[0],
                Doctrine = new string('0', 64),
            },
            new HoldBody
            {
                Hold = ids[0],
                State = state,
                Case = "IUE 2-4711",
                Kinds = ["alert"],
                From = hasTimes ? times[0] : null,
                To = hasTimes ? times[1] : null,
                At = times[2],
                By = "ana",
            });

    private static Gen<IncidentBody> Incidents() =>
        from incident in Ids
        from numbers in Gen.Int[1, 1_000_000].Array[2]
        from title in Texts
        from closed in Gen.Bool
        from status in Gen.Enum<AlertStatus>()
        from alerts in Ids.Select(id => id.Hex).List[0, 5]
        from times in Times.Array[2]
        select new IncidentBody
        {
            Incident = incident,
            Revision = numbers[0],
            Term = numbers[1],
            Title = title,
            Closed = closed,
            Status = status,
            Plan = "flood",
            Alerts = alerts,
            Opened = times[0],
            Sent = times[1],
        };

    private static Gen<LeadClaim> Claims() =>
        from incident in Ids
        from term in Gen.Int[1, 1_000_000]
        from position in Gen.Int[0, 1_000]
        from members in Members.Array[2]
        from claimed in Times
        from attestations in Attestations.List[0, 4]
        select new LeadClaim
        {
            Incident = incident,
            Term = term,
            Position = position,
            Leader = members[0],
            Before = members[1],
            Claimed = claimed,
            Attestations = attestations,
        };

    private static Gen<PublicMessageBody> Messages() =>
        from ids in Ids.Array[2]
        from numbers in Gen.Int[1, 1_000_000].Array[2]
        from status in Gen.Enum<AlertStatus>()
        from type in Gen.Enum<AlertMessageType>()
        from severity in Gen.Enum<AlertSeverity>()
        from texts in Texts.Array[4]
        from sender in Members
        from sent in Times
        select new PublicMessageBody
        {
            Message = ids[0],
            Incident = ids[1],
            Term = numbers[0],
            Revision = numbers[1],
            Status = status,
            MessageType = type,
            Severity = severity,
            Headline = texts[0],
            Text = texts[1],
            Instruction = texts[2],
            Area = texts[3],
            Sender = sender,
            Sent = sent,
        };

    private delegate Outcome<T> Reader<T>(ReadOnlySpan<byte> body);

    private static bool Same<T>(byte[] bytes, Reader<T> parse, Func<T, byte[]> write)
        where T : notnull => parse(bytes).Accepted(out var read, out _) && write(read).AsSpan().SequenceEqual(bytes);

    private static void Refused(byte[] good, Func<byte[], Refusal?> parse, HashSet<string> optional)
    {
        Assert.Null(parse(good));
        foreach (var name in ((JsonObject)JsonNode.Parse(good)!).Select(member => member.Key).Where(name => !optional.Contains(name)).ToArray())
        {
            var without = (JsonObject)JsonNode.Parse(good)!;
            without.Remove(name);
            var other = (JsonObject)JsonNode.Parse(good)!;
            other[name] = new JsonObject { ["not"] = "this" };
            foreach (var wrong in (JsonObject[])[without, other])
            {
                var refusal = parse(CanonicalJson.Write(wrong));
                Assert.True(refusal is not null, $"{name}: {Encoding.UTF8.GetString(CanonicalJson.Write(wrong))}");

                // Ids are read by their own rule, which names what it reads; of an object, what it lacks is named.
                Assert.True(refusal.Field.EndsWith(name, StringComparison.Ordinal) || refusal.Field.StartsWith($"/{name}/", StringComparison.Ordinal) || refusal.Field == "id", $"{name}: {refusal}");
            }
        }
    }
}
