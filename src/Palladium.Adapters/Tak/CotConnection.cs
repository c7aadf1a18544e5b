using System.Net.Sockets;
using Palladium.Records;
using Palladium.Standards.Cot;

namespace Palladium.Adapters.Tak;

/// <summary>One TAK app on the line.</summary>
internal sealed class CotConnection(
    Socket socket, string remote, CotListenerOptions options, CotReceive receive, TimeProvider time,
    Action<string, Refusal> refuse, Action accepted)
{
    private string? _principal = options.PrincipalOf(socket.RemoteEndPoint!);

    public async Task RunAsync(CancellationToken stop)
    {
        using var late = new CancellationTokenSource(options.SignInWithin, time);
        using var unnamed = CancellationTokenSource.CreateLinkedTokenSource(stop, late.Token);
        using (socket)
        {
            var framer = new CotFramer(options.MaxEventBytes);
            var buffer = new byte[8192];
            try
            {
                while (true)
                {
                    var read = await socket.ReceiveAsync(buffer, _principal is null ? unnamed.Token : stop).ConfigureAwait(false);
                    if (read == 0)
                    {
                        return;
                    }

                    foreach (var frame in framer.Append(buffer.AsSpan(0, read)))
                    {
                        if (!await TakeAsync(frame, stop).ConfigureAwait(false))
                        {
                            return;
                        }
                    }
                }
            }
            catch (OperationCanceledException) when (!stop.IsCancellationRequested)
            {
                refuse(remote, new Refusal("/auth", "cot.not-authenticated", "Nobody signed in in time."));
            }
            catch (OperationCanceledException)
            {
                // The listener stops.
            }
            catch (SocketException)
            {
                // The app lost its line; it connects again by itself.
            }
        }
    }

    private async ValueTask<bool> TakeAsync(CotFrame frame, CancellationToken stop)
    {
        if (frame.Dropped is { } dropped)
        {
            refuse(_principal ?? remote, dropped);
            return _principal is not null;
        }

        if (CotSignIn.Is(frame.Message))
        {
            _principal = CotSignIn.Read(frame.Message).Accepted(out var given, out var malformed)
                ? await options.Authenticate(given.User, given.Password, stop).ConfigureAwait(false)
                : null;
            return _principal is not null
                || Denied(malformed ?? new Refusal("/auth", "cot.not-authenticated", "User name and password name nobody who may send."));
        }

        if (_principal is not { } principal)
        {
            return Denied(new Refusal("/auth", "cot.not-authenticated", "An event came before anybody signed in."));
        }

        var refusal = CotReader.Read(frame.Message).Accepted(out var received, out var wrong)
            ? await receive(principal, received, time.GetUtcNow(), stop).ConfigureAwait(false)
            : wrong;
        if (refusal is not null)
        {
            refuse(principal, refusal);
        }
        else
        {
            accepted();
        }

        return true;
    }

    private bool Denied(Refusal refusal)
    {
        refuse(remote, refusal);
        return false;
    }
}
