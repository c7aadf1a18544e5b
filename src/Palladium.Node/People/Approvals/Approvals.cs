using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Identity;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.People.Approvals;

/// <summary>
/// The two-person rule: somebody asks, others of this member sign the SHA-256 of the request with their passkeys, and the gate gets who
/// signed as <c>first</c> and <c>second</c>. Whether they were the right ones is for the doctrine to say.
/// </summary>
internal sealed class Approvals(PeopleStore people, Ceremonies ceremonies, NetworkDirectory network, Gate gate, TimeProvider clock)
{
    private const int LongestMinutes = 24 * 60;

    /// <summary>Asks; what is asked for is fixed from here on.</summary>
    public Outcome<ApprovalRequest> Ask(string person, string site, ApprovalAsk ask)
    {
        if (gate.Doctrine?.Actions.Contains(ask.Action ?? "") != true)
        {
            return new Refusal("action", "approval.action", "The doctrine in force knows no such action.");
        }

        if (!Enum.TryParse<PurposeClass>(ask.PurposeClass, ignoreCase: true, out var purpose) || string.IsNullOrWhiteSpace(ask.PurposeRef))
        {
            return new Refusal("purpose", "approval.purpose", "A purpose is a class (incident, exercise, oversight) and the id of one that is open.");
        }

        if (string.IsNullOrWhiteSpace(ask.ResourceType) || string.IsNullOrWhiteSpace(ask.Resource) || ask.Resource.Length > 200 || ask.ResourceType.Length > 100)
        {
            return new Refusal("resource", "approval.resource", "Say with what: the type of the entity, and its id.");
        }

        if (ask.Minutes is < 1 or > LongestMinutes)
        {
            return new Refusal("minutes", "approval.minutes", "An approval holds for 1 minute to 24 hours.");
        }

        var until = DateTimeOffset.FromUnixTimeSeconds(clock.GetUtcNow().ToUnixTimeSeconds()).AddMinutes(ask.Minutes);
        var request = new ApprovalRequest(
            Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16)), site, DoctrineEntities.PersonUid(network.Self.Id, person), ask.Action!,
            new EntityUid(ask.ResourceType, ask.Resource), new GatePurpose(purpose, ask.PurposeRef, ask.Basis ?? "public-task"), until);
        people.AskApproval(request.Id, person, request.Canonical(), until);
        return request;
    }

    /// <summary>Begins to approve: the browser is given the request's hash as the challenge.</summary>
    public async Task<Outcome<CeremonyDto>> BeginAsync(HttpContext http, IPasskeyHandler<Person> handler, string id)
    {
        if (people.OpenApproval(id) is not { } approval || people.Find(http.User.PersonId()!) is not { } person)
        {
            return Over;
        }

        var made = JsonNode.Parse((await handler.MakeRequestOptionsAsync(person, http)).RequestOptionsJson)!;
        made["challenge"] = Base64Url.EncodeToString(ApprovalRequest.Challenge(approval.Json));
        if (ceremonies.Begin(CeremonyKind.Approve, http.User.Person()!.Session.Id, id) is not { } ceremony)
        {
            return new Refusal("", "passkey.too-many", "Too many are being asked for a passkey. Wait a minute.");
        }

        using var options = JsonDocument.Parse(made.ToJsonString());
        return new CeremonyDto(ceremony, options.RootElement.Clone());
    }

    /// <summary>Approves, when the answer is a good signature of the person's own passkey over this very request.</summary>
    public Refusal? Approve(HttpContext http, string id, CeremonyAnswer answer)
    {
        var person = http.User.PersonId()!;
        if (people.OpenApproval(id) is not { } approval || ceremonies.Take(CeremonyKind.Approve, http.User.Person()!.Session.Id, answer.Ceremony ?? "") != id)
        {
            return Over;
        }

        if (Read(answer.Credential) is not { } shown || people.FindPasskey(shown.Credential) is not { } passkey || passkey.Person != person)
        {
            return new Refusal("credential", "passkey.refused", "This is none of your passkeys.");
        }

        var assertion = new StoredAssertion(passkey.PublicKey, shown.AuthenticatorData, shown.ClientData, shown.Signature);
        var request = ApprovalRequest.Read(approval);
        if (!AssertionCheck.IsGood(assertion, ApprovalRequest.Challenge(approval.Json), request.Site))
        {
            return new Refusal("credential", "passkey.refused", "The passkey did not sign this request.");
        }

        var count = BinaryPrimitives.ReadUInt32BigEndian(shown.AuthenticatorData.AsSpan(33, 4));
        return people.UsePasskey(passkey.Credential, count, passkey.BackedUp) && people.Answer(id, new ApprovalAnswer(person, clock.GetUtcNow(), assertion))
            ? null
            : NotTheirs;
    }

    /// <summary>Says no: nobody's yes counts for this request any more.</summary>
    public Refusal? Deny(HttpContext http, string id) =>
        people.Answer(id, new ApprovalAnswer(http.User.PersonId()!, clock.GetUtcNow(), null)) ? null : NotTheirs;

    /// <summary>
    /// The request with those who approved it, as they stand now, for the gate to decide: each signature is checked again.
    /// Unchanged when the approval is over, was denied by anybody, or is for anything else than exactly this.
    /// </summary>
    public GateRequest WithApprovers(GateRequest request, string id)
    {
        if (gate.Doctrine is not { } doctrine || people.OpenApproval(id) is not { } approval || approval.Answers.Any(answer => answer.Assertion is null))
        {
            return request;
        }

        var asked = ApprovalRequest.Read(approval);
        if (asked.Requester != request.Principal || asked.Action != request.Action || asked.Resource != request.Resource || asked.Purpose != request.Purpose)
        {
            return request;
        }

        var challenge = ApprovalRequest.Challenge(approval.Json);
        var self = network.Self;
        var approvers = approval.Answers
            .Where(answer => AssertionCheck.IsGood(answer.Assertion!, challenge, asked.Site))
            .Select(answer => people.Find(answer.Person)).OfType<Person>().Where(person => !person.Disabled)
            .Select(person => DoctrineEntities.Person(person.Id, self.Id, self.Kind, person.Grants.At(clock.GetUtcNow()), doctrine.Schema))
            .Take(2).ToList();
        return request with
        {
            Approvers = [.. approvers.Select(approver => approver.Uid)],
            Until = asked.Until,
            Entities = request.Entities.With(approvers),
        };
    }

    private static readonly Refusal Over = new("id", "approval.over", "There is no such request, or it is over, or this was begun too long ago.");

    private static readonly Refusal NotTheirs = new("id", "approval.not-yours", "It is over, your own, or you answered before. Others answer, each once.");

    private static Shown? Read(JsonElement credential)
    {
        try
        {
            var response = credential.GetProperty("response");
            return new Shown(
                Base64Url.DecodeFromChars(credential.GetProperty("id").GetString()), Base64Url.DecodeFromChars(response.GetProperty("authenticatorData").GetString()),
                Base64Url.DecodeFromChars(response.GetProperty("clientDataJSON").GetString()), Base64Url.DecodeFromChars(response.GetProperty("signature").GetString()));
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException)
        {
            return null;
        }
    }

    private sealed record Shown(byte[] Credential, byte[] AuthenticatorData, byte[] ClientData, byte[] Signature);
}
