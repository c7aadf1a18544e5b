using System.CommandLine;
using System.Diagnostics;
using Palladium.Cedar;

namespace Palladium.Node.CommandLine.Cedar;

/// <summary><c>palladium cedar ...</c>: the commands of Cedar's own tool, with its options, output and exit codes.</summary>
internal sealed class CedarCommands : ICommandFeature
{
    private readonly Option<string> _errorFormat = PolicyInput.Choice("--error-format", "How errors are printed.", "human", "plain", "json");

    public void Register(CommandTree tree)
    {
        _errorFormat.Aliases.Add("-f");
        _errorFormat.Recursive = true;
        var group = tree.Group("cedar", "Work with Cedar policies, schemas, entities and requests.");
        group.Options.Add(_errorFormat);
        tree.Add(group, Authorize(), "palladium cedar authorize -p policies.cedar --entities entities.json -l 'User::\"alice\"' -a 'Action::\"view\"' -r 'Photo::\"flower.jpg\"'");
        tree.Add(group, Evaluate(), "palladium cedar evaluate -l 'User::\"alice\"' -a 'Action::\"view\"' -r 'Photo::\"flower.jpg\"' 'principal == User::\"alice\" && 2 > 1'");
        tree.Add(group, Validate(), "palladium cedar validate -p policies.cedar -s schema.cedarschema");
        tree.Add(group, CheckParse(), "palladium cedar check-parse -p policies.cedar", "palladium cedar check-parse --expression '1 + 2 == 3'");
        tree.Add(group, Link(), "palladium cedar link -p templates.cedar --template-id t -n alice-views -a '{\"?principal\": \"User::\\\"alice\\\"\"}' -k linked.json");
        tree.Add(group, Format(), "palladium cedar format -p policies.cedar --write", "palladium cedar format --check < policies.cedar");
        tree.Add(group, TranslatePolicy(), "palladium cedar translate-policy --direction cedar-to-json -p policies.cedar");
        tree.Add(group, TranslateSchema(), "palladium cedar translate-schema --direction json-to-cedar -s schema.json");
        tree.Add(group, Test(), "palladium cedar test tests/multi/*.json");
    }

    private void Run(Command command, Func<ParseResult, TextWriter, int> run) => command.SetAction(parsed =>
    {
        var output = parsed.InvocationConfiguration.Output;
        try
        {
            return run(parsed, output);
        }
        catch (CedarFault fault)
        {
            fault.Print(output, parsed.GetValue(_errorFormat) == "json");
            return CedarExit.Failure;
        }
    });

    private Command Authorize()
    {
        var (request, policies, schema) = (new RequestInput(), new PolicyInput(), new SchemaInput());
        var verbose = new Option<bool>("--verbose", "-v") { Description = "Name the policies that decided." };
        var timing = new Option<bool>("--timing", "-t") { Description = "Say how long the decision took." };
        var command = new Command("authorize", "Decide a request: exit code 0 allows, 2 denies, 1 is an error.");
        request.AddTo(command);
        policies.AddTo(command);
        schema.AddTo(command, withEntities: true);
        command.Add(verbose);
        command.Add(timing);
        Run(command, (parsed, output) =>
        {
            output.WriteLine();
            var set = policies.Read(parsed);
            var types = schema.Read(parsed);
            var entities = schema.ReadEntities(parsed, types);
            var question = request.Read(parsed, types);
            var start = Stopwatch.GetTimestamp();
            var answer = CedarAuthorizer.Authorize(set, question, entities);
            if (parsed.GetValue(timing))
            {
                output.WriteLine($"Authorization Time (micro seconds) : {(long)Stopwatch.GetElapsedTime(start).TotalMicroseconds}");
            }

            Print(answer, parsed.GetValue(verbose), output);
            return answer.Decision == CedarDecision.Allow ? CedarExit.Success : CedarExit.Deny;
        });
        return command;
    }

    private static void Print(CedarResponse answer, bool verbose, TextWriter output)
    {
        output.WriteLine(answer.Decision == CedarDecision.Allow ? "ALLOW" : "DENY");
        if (answer.Errors.Count > 0)
        {
            output.WriteLine();
            foreach (var (policy, message, _) in answer.Errors)
            {
                output.WriteLine($"error while evaluating policy `{policy}`: {message}");
            }
        }

        if (verbose)
        {
            output.WriteLine();
            output.WriteLine(answer.Reasons.Count == 0
                ? "note: no policies applied to this request"
                : "note: this decision was due to the following policies:");
            foreach (var reason in answer.Reasons)
            {
                output.WriteLine($"  {reason}");
            }

            if (answer.Reasons.Count > 0)
            {
                output.WriteLine();
            }
        }
    }

    private Command Evaluate()
    {
        var (request, schema) = (new RequestInput(), new SchemaInput());
        var expression = new Argument<string>("EXPRESSION") { Description = "The expression." };
        var command = new Command("evaluate", "Evaluate an expression for a request.") { expression };
        request.AddTo(command);
        schema.AddTo(command, withEntities: true);
        Run(command, (parsed, output) =>
        {
            output.WriteLine();
            var types = schema.Read(parsed);
            var question = request.Read(parsed, types);
            var parse = CedarFault.Unless(CedarExpression.Parse(parsed.GetRequiredValue(expression), "expression"));
            output.WriteLine(CedarFault.Unless(parse.Evaluate(question, schema.ReadEntities(parsed, types))));
            return CedarExit.Success;
        });
        return command;
    }

    private Command Validate()
    {
        var (policies, schema) = (new PolicyInput(), new SchemaInput());
        schema.File.Required = true;
        var denyWarnings = new Option<bool>("--deny-warnings") { Description = "Warnings make the policies invalid, too." };
        var mode = new Option<string>("--validation-mode") { Description = "How strictly; there is strict only.", DefaultValueFactory = _ => "strict" };
        mode.AcceptOnlyFromAmong("strict");
        var level = new Option<int?>("--level") { Description = "How far policies may look at entities: 0 at none, 1 at those of the request, 2 at those that these name, and so on." };
        level.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int?>() < 0)
            {
                result.AddError("--level is not negative.");
            }
        });
        var command = new Command("validate", "Check policies against a schema: exit code 0 valid, 3 not valid, 1 is an error.");
        schema.AddTo(command, withEntities: false);
        policies.AddTo(command);
        command.Add(denyWarnings);
        command.Add(mode);
        command.Add(level);
        Run(command, (parsed, output) =>
        {
            var set = policies.Read(parsed);
            var errors = CedarValidator.Validate(set, schema.Read(parsed)!, out var warnings, parsed.GetValue(level));
            var isValid = errors.Count == 0 && (warnings.Count == 0 || !parsed.GetValue(denyWarnings));
            output.WriteLine($"policy set validation {(isValid ? "passed" : "failed")}");
            if (errors.Count + warnings.Count > 0)
            {
                new CedarFault([.. errors, .. warnings.Select(w => w with { Message = "warning: " + w.Message })])
                    .Print(output, parsed.GetValue(_errorFormat) == "json");
            }

            return isValid ? CedarExit.Success : CedarExit.Invalid;
        });
        return command;
    }

    private Command CheckParse()
    {
        var (policies, schema) = (new PolicyInput(), new SchemaInput());
        var expression = new Option<string?>("--expression") { Description = "An expression." };
        var command = new Command("check-parse", "Check that whatever is given can be read; without options, the policies on standard input.") { expression };
        policies.AddTo(command);
        schema.AddTo(command, withEntities: true);
        Run(command, (parsed, _) =>
        {
            var text = parsed.GetValue(expression);
            var errors = new List<CedarError>();
            if (parsed.GetValue(policies.File) is not null || (text is null && parsed.GetValue(schema.File) is null && !schema.HasEntities(parsed)))
            {
                Check(() => policies.Read(parsed));
            }

            if (text is not null)
            {
                Check(() => CedarFault.Unless(CedarExpression.Parse(text, "expression")));
            }

            var types = Check(() => schema.Read(parsed));
            Check(() => schema.ReadEntities(parsed, types));
            return errors.Count == 0 ? CedarExit.Success : throw new CedarFault(errors);

            // What is wrong in one of them does not hide what is wrong in the next.
            T? Check<T>(Func<T?> read)
                where T : class
            {
                try
                {
                    return read();
                }
                catch (CedarFault fault)
                {
                    errors.AddRange(fault.Errors);
                    return null;
                }
            }
        });
        return command;
    }

    private Command Link()
    {
        var policies = new PolicyInput();
        var template = new Option<string>("--template-id") { Required = true, Description = "Id of the template." };
        var id = new Option<string>("--new-id", "-n") { Required = true, Description = "Id of the policy to make." };
        var arguments = new Option<string>("--arguments", "-a") { Required = true, HelpName = "JSON", Description = "What fills the slots: {\"?principal\": \"User::\\\"alice\\\"\"}." };
        var command = new Command("link", "Make a policy of a template; with --template-linked it is added to that file.") { template, id, arguments };
        policies.AddTo(command);
        Run(command, (parsed, output) =>
        {
            var entry = new TemplateLinkEntry(
                parsed.GetRequiredValue(template), parsed.GetRequiredValue(id), TemplateLinkFile.Arguments(parsed.GetRequiredValue(arguments)));
            var set = CedarFault.Unless(policies.Read(parsed, linksMayBeMissing: true)
                .Link(entry.TemplateId, entry.LinkId, entry.Uid("?principal"), entry.Uid("?resource")));
            output.WriteLine($"Template-linked policy added: {set.Find(entry.LinkId)!.ToText()}");
            if (parsed.GetValue(policies.Links) is { } file)
            {
                TemplateLinkFile.Append(file, entry);
            }

            return CedarExit.Success;
        });
        return command;
    }

    private Command Format()
    {
        var file = new PolicyInput().File;
        var width = new Option<int>("--line-width", "-l") { Description = "Lines are broken where they would become longer.", DefaultValueFactory = _ => 80 };
        var indent = new Option<int>("--indent-width", "-i") { Description = "Blanks per level.", DefaultValueFactory = _ => 2 };
        var write = new Option<bool>("--write", "-w") { Description = "Write the result back to the file." };
        var check = new Option<bool>("--check", "-c") { Description = "Exit with 1 if formatting changes anything." };
        var command = new Command("format", "Format policies; comments are kept.") { file, width, indent, write, check };
        command.Validators.Add(result =>
        {
            if (result.GetValue(write) && (result.GetValue(file) is null || result.GetValue(check)))
            {
                result.AddError("--write needs --policies, and cannot be used with --check.");
            }

            if (result.GetValue(width) < 0 || result.GetValue(indent) < 0)
            {
                result.AddError("--line-width and --indent-width are not negative.");
            }
        });
        Run(command, (parsed, output) =>
        {
            var name = parsed.GetValue(file);
            var text = CedarFile.Read(name, "policies");
            var formatted = CedarFault.Unless(CedarFormatter.Format(text, name ?? CedarFile.StandardInput, parsed.GetValue(width), parsed.GetValue(indent)));
            if (parsed.GetValue(write))
            {
                CedarFile.Write(name!, formatted);
            }
            else
            {
                output.Write(formatted);
            }

            return parsed.GetValue(check) && formatted != text ? CedarExit.Failure : CedarExit.Success;
        });
        return command;
    }

    private Command TranslatePolicy()
    {
        var file = new PolicyInput().File;
        var direction = new Option<string>("--direction") { Required = true, Description = "From which syntax to which." };
        direction.AcceptOnlyFromAmong("cedar-to-json", "json-to-cedar");
        var command = new Command("translate-policy", "Translate policies to JSON and back, except for comments.") { direction, file };
        Run(command, (parsed, output) =>
        {
            var toCedar = parsed.GetValue(direction) == "json-to-cedar";
            var set = PolicyInput.Read(parsed.GetValue(file), isJson: toCedar);
            if (toCedar && set.Policies.Any(p => p.Link is not null))
            {
                throw new CedarFault(parsed.GetValue(file) ?? "", "Cedar's syntax has no policies made of templates; 'link' makes them");
            }

            output.WriteLine(toCedar ? set.ToText() : set.ToJson());
            return CedarExit.Success;
        });
        return command;
    }

    private Command TranslateSchema()
    {
        var file = new SchemaInput().File;
        var direction = new Option<string>("--direction") { Required = true, Description = "From which syntax to which." };
        direction.AcceptOnlyFromAmong("json-to-cedar", "cedar-to-json");
        var command = new Command("translate-schema", "Translate a schema to JSON and back, except for comments.") { direction, file };
        Run(command, (parsed, output) =>
        {
            var toCedar = parsed.GetValue(direction) == "json-to-cedar";
            var schema = SchemaInput.Read(parsed.GetValue(file), isJson: toCedar);
            output.WriteLine(toCedar ? schema.ToText() : schema.ToJson());
            return CedarExit.Success;
        });
        return command;
    }

    private Command Test()
    {
        var files = new Argument<string[]>("FILE") { Arity = ArgumentArity.OneOrMore, Description = "Integration tests of Cedar, in JSON." };
        var command = new Command("test", "Run integration tests of Cedar: exit code 0 if all pass, else 1.") { files };
        Run(command, (parsed, output) =>
        {
            var (passed, failed) = (0, 0);
            foreach (var file in parsed.GetRequiredValue(files))
            {
                var problems = IntegrationTest.Run(file);
                foreach (var problem in problems)
                {
                    output.WriteLine($"FAILED {file}: {problem}");
                }

                _ = problems.Count == 0 ? passed++ : failed++;
            }

            output.WriteLine($"{passed} passed, {failed} failed");
            return failed == 0 ? CedarExit.Success : CedarExit.Failure;
        });
        return command;
    }
}
