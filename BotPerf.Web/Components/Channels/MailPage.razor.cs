using BotPerf.Web.Access;
using BotPerf.Web.Delivery;
using BotPerf.Web.Delivery.Mail;
using Microsoft.AspNetCore.Components;

namespace BotPerf.Web.Components.Channels;

/// <summary>The mail server: set, kept encrypted, tried out.</summary>
public sealed partial class MailPage
{
    private MailView? _view;
    private FieldProblem? _wrong;
    private TestResult? _tested;
    private string _to = "";
    private bool _saved;
    private bool _testing;

    [Inject] private MailServer Mail { get; set; } = default!;
    [Inject] private ChannelDesk Desk { get; set; } = default!;

    protected override string Policy => Policies.Admin;

    protected override string Forbidden => "Only an administrator may change the mail settings.";

    protected override bool Look()
    {
        if (_view == Mail.View) return false;

        _view = Mail.View;
        return true;
    }

    private Task SaveAsync(MailDraft draft) => RefusableAsync(async by =>
    {
        await Mail.SetAsync(draft, by, CancellationToken.None);
        _saved = true;
    });

    private Task TestAsync() => RefusableAsync(async by =>
    {
        _testing = true;
        StateHasChanged();
        _tested = await Desk.TestMailAsync(_to, by, CancellationToken.None);
    });

    private Task RefusableAsync(Func<string, Task> act) => ActAsync(async by =>
    {
        (_wrong, _tested, _saved) = (null, null, false);
        try
        {
            await act(by);
        }
        catch (ChannelRefusedException refused) when (refused.FieldName is not null)
        {
            _wrong = new FieldProblem(refused.FieldName, refused.Message);
        }
        finally
        {
            _testing = false;
        }
    });
}
