using System.CommandLine;
using System.Globalization;
using Palladium.Doctrine.Bundle;
using Palladium.Doctrine.Entities;
using Palladium.Doctrine.Force;
using Palladium.Doctrine.Gate;
using Palladium.Doctrine.Rights;
using Palladium.Node.CommandLine;
using Palladium.Node.Network;
using Palladium.Operations.Force;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Records.Journal;

namespace Palladium.Node.Rights;

/// <summary><c>palladium rights</c>: what a doctrine lets somebody do at a place. It asks the gate, needs no node, and leaves no trace.</summary>
internal sealed class RightsCommands : ICommandFeature
{
    public void Register(CommandTree tree)
    {
        ArgumentNullException.ThrowIfNull(tree);
        var folder = DoctrineCommands.Folder();
        var kind = new Option<string>("--kind") { Required = true, Description = "Kind of member: police, security..." };
        var roles = new Option<string[]>("--role") { Description = "Role, a word of the doctrine; may be repeated." };
        var roleForce = Degree("--role-force", "The highest degree of force that goes with the role, 0 to 5.");
        var accreditation = Degree("--accreditation", "The highest degree for which the person is trained, 0 to 5.");
        var offDuty = new Option<bool>("--off-duty") { Description = "The person is not on duty." };
        var sites = new Option<string[]>("--site") { Description = "A site of which the person has charge; may be repeated." };
        var reservist = new Option<bool>("--reservist") { Description = "The person is a reservist." };
        var calledUp = new Option<bool>("--called-up") { Description = "The reservist is called up." };
        var overseer = new Option<bool>("--overseer") { Description = "The person sits on the ethics committee." };
        var place = new Option<string>("--place") { Description = "Word of the place: port.", DefaultValueFactory = _ => "" };
        var threat = new Option<int?>("--threat") { Description = "Threat level, 1 to 5. Left out: the usual one." };
        var command = new Command("rights", "What may somebody do at a place, by which rule, and what would change if the threat level rose.")
        {
            folder, kind, roles, roleForce, accreditation, offDuty, sites, reservist, calledUp, overseer, place, threat,
        };
        command.SetAction(parsed => Run(
            DoctrineCommands.Load(parsed.GetRequiredValue(folder)),
            parsed.GetRequiredValue(kind),
            new PersonFacts
            {
                Roles = parsed.GetValue(roles) ?? [],
                OnDuty = !parsed.GetValue(offDuty),
                Sites = parsed.GetValue(sites) ?? [],
                RoleForce = parsed.GetValue(roleForce),
                Accreditation = parsed.GetValue(accreditation),
                AccreditedUntil = DateTimeOffset.MaxValue,
                Reservist = parsed.GetValue(reservist),
                CalledUp = parsed.GetValue(calledUp),
                Overseer = parsed.GetValue(overseer),
            },
            parsed.GetRequiredValue(place), parsed.GetValue(threat), parsed.InvocationConfiguration.Output));
        tree.Add(
            tree.Root, command,
            "palladium rights doctrines/montevideo --kind police --role operator --role-force 3 --accreditation 3 --place port --threat 2",
            "palladium rights doctrines/montevideo --kind security --role field --role-force 2 --accreditation 2 --site port --place port");
    }

    private static int Run(DoctrineBundle doctrine, string kind, PersonFacts facts, string place, int? threat, TextWriter output)
    {
        if (!MemberId.Parse(kind).Accepted(out var member, out var refusal))
        {
            throw new CommandFailedException($"--kind {kind}: {refusal.Message}", exitCode: ExitCodes.Usage);
        }

        if (!ThreatBody.IsPlace(place) || threat is < 1 or > ForceTable.MostThreat)
        {
            throw new CommandFailedException($"--place is a word of a-z, 0-9, '-' and '.', and --threat is from 1 to {ForceTable.MostThreat}.", exitCode: ExitCodes.Usage);
        }

        if (doctrine.Plans.FirstOrDefault(plan => plan.Standing) is not { } standing)
        {
            throw new CommandFailedException("This doctrine has no standing plan, so that nothing is a purpose without an incident.");
        }

        var gate = new Gate(new NothingIsRecorded(), TimeProvider.System);
        gate.Adopt(doctrine);
        var level = threat ?? doctrine.Force.UsualThreat;
        var person = DoctrineEntities.Person("asked", member, kind, facts, doctrine.Schema);
        // One member of each kind that the doctrine speaks of stands for all of that kind.
        var kinds = doctrine.Plans.SelectMany(plan => plan.Line).Concat(doctrine.Thresholds.SelectMany(rule => rule.MustKnow)).Append(kind)
            .Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToArray();
        var members = EntitySlice.Of(kinds.Select(each => DoctrineEntities.Member(MemberId.Of(each), each, each)));
        var line = doctrine.Plans.FirstOrDefault(plan => !plan.Standing)?.Line ?? [];
        var rights = new RightsQuery(gate, person, members, new GatePurpose(PurposeClass.Plan, standing.Id, doctrine.Manifest.Bases[0].Id)).Ask(
            [
                .. RightsQuery.Questions(doctrine.Force, member, place, line),
                .. kinds.SelectMany(each => RightsQuery.QuestionsAbout(MemberId.Of(each), each, [])),
            ],
            level);
        Write(rights, level, output);
        return ExitCodes.Done;
    }

    private static void Write(IReadOnlyList<Right> rights, int level, TextWriter output)
    {
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"Threat level {level}. {(RightsDesk.HighestDegree(rights) is { } highest ? $"Force up to degree {highest}." : "No force.")}"));
        foreach (var right in rights)
        {
            var degree = right.Question.Degree is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number} ") : "";
            output.WriteLine($"{(right.Permitted ? "yes" : "no "),-4} {degree}{right.Question.What}");
            output.WriteLine($"       {right.Words} ({right.Rule})");
        }

        var changes = rights.Where(right => right.IfThreatRose != right.Permitted).ToArray();
        output.WriteLine(changes.Length == 0
            ? "If the threat level rose by one, nothing of this would change."
            : $"If the threat level rose by one: {string.Join("; ", changes.Select(right => $"{right.Question.What} {(right.IfThreatRose ? "would be permitted" : "would be denied")}"))}.");
    }

    private static Option<int> Degree(string name, string description)
    {
        var option = new Option<int>(name) { Description = description };
        option.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() is < 0 or > ForceTable.MostDegree)
            {
                result.AddError($"{name} is from 0 to {ForceTable.MostDegree}.");
            }
        });
        return option;
    }

    /// <summary>A question is no use of anything, so nothing is ever appended.</summary>
    private sealed class NothingIsRecorded : IJournal
    {
        public Task<JournalEntry> AppendAsync(EntryDraft draft, CancellationToken cancellation) => throw new NotSupportedException();

        public Task<IReadOnlyList<JournalEntry>> AppendAsync(IReadOnlyList<EntryDraft> drafts, CancellationToken cancellation) => throw new NotSupportedException();
    }
}
