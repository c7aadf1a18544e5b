using System.Text;
using System.Text.Json.Nodes;
using CsCheck;
using Palladium.Doctrine.Thresholds;
using Palladium.Operations.Alerts;
using Palladium.Operations.Bodies;
using Palladium.Operations.Incidents;
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
    public void A_body_that_lacks_a_member_or_has_one_of_another_type_is_refused_with_that_field()
    {
        var optional = new HashSet<string>(StringComparer.Ordinal) { "place", "evidence", "cap" };
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
            _ = AlertBody.Parse(body).Refusal ?? AlertReadBody.Parse(body).Refusal ?? IncidentBody.Parse(body).Refusal
                ?? LeadClaim.Parse(body).Refusal ?? LeadAttestation.Parse(body).Refusal ?? PublicMessageBody.Parse(body).Refusal;
        },
        iter: 5_000);

    [Fact]
    public void One_instant_has_one_spelling_and_times_are_shown_as_they_are_said() => Times.Sample(time =>
        BodyTime.TryParse(BodyTime.Write(time), out var read) && read == time
        && BodyTime.Write(BodyTime.Sayable(time.AddTicks(9_999))) == BodyTime.Write(time));

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
            Incident = incident, Revision = numbers[0], Term = numbers[1], Title = title, Closed = closed, Status = status, Plan = "flood",
            Alerts = alerts, Opened = times[0], Sent = times[1],
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
            Incident = incident, Term = term, Position = position, Leader = members[0], Before = members[1], Claimed = claimed,
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
            Message = ids[0], Incident = ids[1], Term = numbers[0], Revision = numbers[1], Status = status, MessageType = type,
            Severity = severity, Headline = texts[0], Text = texts[1], Instruction = texts[2], Area = texts[3], Sender = sender, Sent = sent,
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

                // Ids are read by their own rule, which names what it reads.
                Assert.True(refusal.Field.EndsWith(name, StringComparison.Ordinal) || refusal.Field == "id", $"{name}: {refusal}");
            }
        }
    }
}
