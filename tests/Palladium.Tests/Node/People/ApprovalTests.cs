using System.Buffers.Binary;
using System.Buffers.Text;
using System.Formats.Cbor;
using System.Net;
using System.Net.Http.Json;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Palladium.Cedar;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Node.People.Approvals;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Sqlite.People;
using Palladium.Tests.Doctrine;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.People;

public sealed class ApprovalTests
{
    private const string Context = "purpose: { basis: String, class: String, ref: String },";

    [Fact]
    public async Task Two_others_sign_the_request_and_only_then_the_rule_of_two_persons_permits()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        (await folder.StartAsync()).Dispose();
        using var ana = await folder.SignedInAsync("Ana", "operator");
        using var eva = await folder.SignedInAsync("Eva", "operator");
        using var leo = await folder.SignedInAsync("Leo", "operator");
        using var keyOfEva = await KeyAsync(folder, eva);
        using var keyOfLeo = await KeyAsync(folder, leo);
        using var keyOfAna = await KeyAsync(folder, ana);
        var approvals = folder.App!.Services.GetRequiredService<Approvals>();
        var gate = folder.App.Services.GetRequiredService<Gate>();
        gate.Adopt(TwoPersons());
        var camera = DoctrineEntities.Camera("c-1", MemberId.Of("police"), "port", shared: true, exercise: false);

        var asked = await AskAsync(ana);
        var request = Request(folder, await IdAsync(ana), camera);
        Assert.False(gate.Decide(approvals.WithApprovers(request, asked.Id)).Permitted);

        // Not oneself, not a key over something else, not another's key, not twice.
        Assert.Equal(HttpStatusCode.Conflict, await ApproveAsync(ana, asked.Id, keyOfAna));
        Assert.Equal(HttpStatusCode.Conflict, await ApproveAsync(eva, asked.Id, keyOfEva, challenge: new byte[32]));
        Assert.Equal(HttpStatusCode.Conflict, await ApproveAsync(eva, asked.Id, keyOfLeo));
        Assert.Equal(HttpStatusCode.Conflict, await ApproveAsync(eva, asked.Id, keyOfEva, flags: 0b001));
        Assert.Equal(HttpStatusCode.Conflict, await ApproveAsync(eva, asked.Id, keyOfEva, origin: "http://evil.example"));
        Assert.Equal(HttpStatusCode.NoContent, await ApproveAsync(eva, asked.Id, keyOfEva));
        Assert.Equal(HttpStatusCode.Conflict, await ApproveAsync(eva, asked.Id, keyOfEva));
        Assert.False(gate.Decide(approvals.WithApprovers(request, asked.Id)).Permitted);
        Assert.Equal(HttpStatusCode.NoContent, await ApproveAsync(leo, asked.Id, keyOfLeo));

        var approved = approvals.WithApprovers(request, asked.Id);
        Assert.Equal(2, approved.Approvers.Count);
        Assert.True(gate.Decide(approved).Permitted);

        // For exactly this and nothing else, and for nobody else.
        Assert.Empty(approvals.WithApprovers(request with { Purpose = new GatePurpose(PurposeClass.Plan, "other") }, asked.Id).Approvers);
        Assert.Empty(approvals.WithApprovers(request with { Action = "readSource" }, asked.Id).Approvers);
        Assert.Empty(approvals.WithApprovers(Request(folder, await IdAsync(eva), camera), asked.Id).Approvers);
        Assert.Empty(approvals.WithApprovers(request, "unknown").Approvers);
        Assert.Empty(folder.Stores!.People.Pending());
    }

    [Fact]
    public async Task One_no_ends_a_request_and_what_makes_no_sense_is_not_asked()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        (await folder.StartAsync()).Dispose();
        using var ana = await folder.SignedInAsync("Ana", "operator");
        using var eva = await folder.SignedInAsync("Eva", "operator");
        using var leo = await folder.SignedInAsync("Leo", "operator");
        using var keyOfEva = await KeyAsync(folder, eva);
        var approvals = folder.App!.Services.GetRequiredService<Approvals>();
        var camera = DoctrineEntities.Camera("c-1", MemberId.Of("police"), "port", shared: true, exercise: false);

        var asked = await AskAsync(ana);
        Assert.Equal(HttpStatusCode.NoContent, await ApproveAsync(eva, asked.Id, keyOfEva));
        Assert.Single(approvals.WithApprovers(Request(folder, await IdAsync(ana), camera), asked.Id).Approvers);
        Assert.Equal(HttpStatusCode.Conflict, (await ana.PostAsJsonAsync(PalladiumRoutes.To.ApprovalDeny(asked.Id), new { })).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await leo.PostAsJsonAsync(PalladiumRoutes.To.ApprovalDeny(asked.Id), new { })).StatusCode);
        Assert.Empty(approvals.WithApprovers(Request(folder, await IdAsync(ana), camera), asked.Id).Approvers);

        foreach (var bad in new[]
        {
            new ApprovalAsk("fly", "Palladium::Camera", "police/c-1", "plan", "city-watch", 10), new ApprovalAsk("readCamera", "", "police/c-1", "plan", "city-watch", 10),
            new ApprovalAsk("readCamera", "Palladium::Camera", "police/c-1", "curiosity", "x", 10), new ApprovalAsk("readCamera", "Palladium::Camera", "police/c-1", "plan", "x", 0),
        })
        {
            Assert.Equal(HttpStatusCode.BadRequest, (await ana.PostAsJsonAsync(PalladiumRoutes.Approvals, bad)).StatusCode);
        }
    }

    [Fact]
    public void A_request_that_is_over_stays_over_when_the_clock_is_set_back()
    {
        var folder = Directory.CreateTempSubdirectory("palladium-people-");
        var clock = new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero));
        try
        {
            using var people = new PeopleStore(folder.FullName, clock);
            var span = new SessionSpan(TimeSpan.FromHours(1), TimeSpan.FromHours(1));
            var person = people.UseLink(people.IssueLink("Ana", ["operator"], TimeSpan.FromHours(1)).Secret, "Ana", span, "")!.Value.Person;
            people.AskApproval("a", person.Id, "{}", clock.GetUtcNow().AddMinutes(5));
            Assert.NotNull(people.OpenApproval("a"));
            clock.Advance(TimeSpan.FromMinutes(6));
            Assert.Null(people.OpenApproval("a"));
            using var earlier = new PeopleStore(folder.FullName, new Microsoft.Extensions.Time.Testing.FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 0, 0, 0, TimeSpan.Zero)));
            Assert.Null(earlier.OpenApproval("a"));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    // The demo's doctrine, in which looking at a camera takes two others.
    private static DoctrineBundle TwoPersons()
    {
        var schema = DoctrineFolder.Files["schema.cedarschema"].Replace(Context, $"{Context} first?: Person, second?: Person, until?: datetime,", StringComparison.Ordinal);
        var load = DoctrineBundle.Load(DoctrineFolder.Files.SetItem("schema.cedarschema", schema).SetItem("policies/two.cedar", """
            @id("two.persons")
            @rule("A camera is looked at with two others' approval, for a set time.")
            forbid (principal is Palladium::Person, action == Palladium::Action::"readCamera", resource)
            unless {
              context has first && context has second && context.first != context.second && context.first != principal && context.second != principal
              && context has until && context.time < context.until && context.first.roles.contains("operator") && context.second.roles.contains("operator")
            };
            """));
        return load.Bundle ?? throw new InvalidOperationException(string.Join('\n', load.Problems));
    }

    private static GateRequest Request(NodeFolder folder, string person, CedarEntityData camera)
    {
        var gate = folder.App!.Services.GetRequiredService<Gate>();
        var network = folder.App.Services.GetRequiredService<NetworkDirectory>();
        var entity = DoctrineEntities.Person(
            person, network.Self.Id, network.Self.Kind, new PersonFacts { Roles = ["operator"], OnDuty = true }, gate.Doctrine!.Schema);
        return new GateRequest
        {
            Principal = entity.Uid,
            Action = "readCamera",
            Resource = camera.Uid,
            Entities = network.Entities.With(entity, camera),
            Purpose = new GatePurpose(PurposeClass.Plan, "city-watch"),
        };
    }

    private static async Task<ApprovalDto> AskAsync(HttpClient client)
    {
        var answer = await client.PostAsJsonAsync(PalladiumRoutes.Approvals, new ApprovalAsk("readCamera", "Palladium::Camera", "police/c-1", "plan", "city-watch", 10));
        Assert.True(answer.StatusCode == HttpStatusCode.Created, await answer.Content.ReadAsStringAsync());
        return (await answer.Content.ReadFromJsonAsync<ApprovalDto>(ContractJson.Options))!;
    }

    private static async Task<string> IdAsync(HttpClient client) =>
        (await client.GetFromJsonAsync<AccountDto>(PalladiumRoutes.Account, ContractJson.Options))!.Person.Id;

    // What an authenticator does, with a key that the test holds.
    private static async Task<Key> KeyAsync(NodeFolder folder, HttpClient client)
    {
        var key = new Key(ECDsa.Create(ECCurve.NamedCurves.nistP256), RandomNumberGenerator.GetBytes(16));
        var point = key.Signer.ExportParameters(false).Q;
        var cose = new CborWriter();
        cose.WriteStartMap(5);
        foreach (var (label, value) in new (int, object)[] { (1, 2), (3, -7), (-1, 1), (-2, point.X!), (-3, point.Y!) })
        {
            cose.WriteInt32(label);
            if (value is int number)
            {
                cose.WriteInt32(number);
            }
            else
            {
                cose.WriteByteString((byte[])value);
            }
        }

        cose.WriteEndMap();
        Assert.True(folder.Stores!.People.AddPasskey(new Passkey(
            key.Credential, await IdAsync(client), "test", cose.Encode(), DateTimeOffset.UnixEpoch, null, 0, [], false, false)));
        return key;
    }

    private static async Task<HttpStatusCode> ApproveAsync(
        HttpClient client, string id, Key key, byte[]? challenge = null, byte flags = 0b101, string? origin = null)
    {
        var begun = JsonNode.Parse(await (await client.PostAsJsonAsync(PalladiumRoutes.To.ApprovalOptions(id), new { })).Content.ReadAsStringAsync())!;
        var asked = challenge is null ? (string)begun["options"]!["challenge"]! : Base64Url.EncodeToString(challenge);
        var site = client.BaseAddress!.Host;
        var clientData = Encoding.UTF8.GetBytes(new JsonObject
        {
            ["type"] = "webauthn.get",
            ["challenge"] = asked,
            ["origin"] = origin ?? client.BaseAddress.GetLeftPart(UriPartial.Authority),
            ["crossOrigin"] = false,
        }.ToJsonString());
        var data = new byte[37];
        SHA256.HashData(Encoding.UTF8.GetBytes(site)).CopyTo(data, 0);
        data[32] = flags;
        BinaryPrimitives.WriteUInt32BigEndian(data.AsSpan(33), ++key.Count);
        var signature = key.Signer.SignData([.. data, .. SHA256.HashData(clientData)], HashAlgorithmName.SHA256, DSASignatureFormat.Rfc3279DerSequence);
        var answer = await client.PostAsJsonAsync(PalladiumRoutes.To.Approval(id), new
        {
            ceremony = (string)begun["ceremony"]!,
            credential = new
            {
                id = Base64Url.EncodeToString(key.Credential),
                response = new
                {
                    authenticatorData = Base64Url.EncodeToString(data),
                    clientDataJSON = Base64Url.EncodeToString(clientData),
                    signature = Base64Url.EncodeToString(signature),
                },
            },
        });
        return answer.StatusCode;
    }

    private sealed record Key(ECDsa Signer, byte[] Credential) : IDisposable
    {
        public uint Count { get; set; }

        public void Dispose() => Signer.Dispose();
    }
}
