# rustc 1.95.0 (59807616e 2026-04-14)

nested_read:
	push rbp
	push r14
	push rbx
	sub rsp, 16
	mov ebp, 2
	lea rbx, [rsp + 8]
	cmp rsi, 40
	jne .1
	movzx esi, byte ptr [rdi + 13]
	cmp rsi, 7
	ja .1
	mov eax, dword ptr [rdi + 14]
	movzx ecx, word ptr [rdi + 18]
	shl rcx, 32
	or rcx, rax
	movzx eax, byte ptr [rdi + 20]
	shl rax, 48
	or rax, rcx
	lea ecx, [8*rsi]
	mov rdx, rax
	shr rdx, cl
	test rdx, rdx
	je .2
.1:
.3:
	mov dword ptr [rbx], ebp
	mov esi, dword ptr [rsp + 8]
	cmp esi, 2
	jne .4
	mov eax, 1
	jmp .5
.4:
	xor edx, dword ptr [rsp + 12]
	xor eax, eax
	test sil, 1
	cmove edx, eax
	xor edx, ecx
.5:
	add rsp, 16
	pop rbx
	pop r14
	pop rbp
	ret
.2:
	movabs rcx, 36170086419038336
	test rax, rcx
	jne .6
.7:
	movzx eax, byte ptr [rdi + 12]
	cmp eax, 1
	ja .1
	cmp dword ptr [rdi + 20], 255
	ja .1
	mov ecx, dword ptr [rdi + 4]
	mov esi, dword ptr [rdi + 8]
	cmp byte ptr [rdi + 24], 0
	je .8
	mov edx, dword ptr [rdi + 28]
	mov r8d, dword ptr [rdi + 32]
	mov r9d, 1
	cmp dword ptr [rdi + 24], 1
	ja .1
.9:
	cmp dword ptr [rdi + 36], 0
	jne .3
	xor ecx, eax
	xor ecx, esi
	xor ecx, dword ptr [rdi]
	mov dword ptr [rsp + 8], r9d
	lea rbx, [rsp + 12]
	mov ebp, r8d
	jmp .3
.8:
	cmp qword ptr [rdi + 28], 0
	jne .1
	xor r9d, r9d
	cmp dword ptr [rdi + 24], 1
	ja .1
	jmp .9
.6:
	lea rax, [rdi + 14]
	mov r14, rdi
	mov rdi, rax
	call qword ptr [rip + tessera::view::text::is_utf8
	mov rdi, r14
	test al, al
	je .1
	jmp .7

nested_write:
	mov eax, 1
	cmp rsi, 40
	jb .1
	push rbp
	push r14
	push rbx
	mov r11, qword ptr [rcx]
	mov r9, qword ptr [rcx + 8]
	mov ebx, dword ptr [rcx + 16]
	mov ebp, dword ptr [rcx + 20]
	movzx r14d, byte ptr [rcx + 24]
	mov r10d, dword ptr [r8]
	mov ecx, dword ptr [r8 + 4]
	mov esi, dword ptr [r8 + 8]
	mov dword ptr [rdi], edx
	mov dword ptr [rdi + 4], ebx
	mov dword ptr [rdi + 8], ebp
	mov byte ptr [rdi + 12], r14b
	mov dword ptr [rdi + 14], 0
	mov dword ptr [rdi + 17], 0
	cmp r9, 7
	ja .2
	lea rax, [rdi + 14]
	cmp r9, 3
	jbe .3
	mov edx, dword ptr [r11]
	mov dword ptr [rax], edx
	mov edx, dword ptr [r11 + r9 - 4]
	mov dword ptr [rax + r9 - 4], edx
	jmp .4
.3:
	test r9, r9
	je .4
	mov rdx, r9
	dec rdx
	movzx r8d, byte ptr [r11 + rdx]
	mov byte ptr [rax + rdx], r8b
	je .4
	movzx edx, word ptr [r11]
	mov word ptr [rax], dx
.4:
	mov byte ptr [rdi + 13], r9b
	mov word ptr [rdi + 21], 0
	mov byte ptr [rdi + 23], 0
	cmp r10d, 1
	jne .5
	mov byte ptr [rdi + 24], 1
	mov word ptr [rdi + 25], 0
	mov byte ptr [rdi + 27], 0
	mov dword ptr [rdi + 28], ecx
	mov dword ptr [rdi + 32], esi
	jmp .6
.5:
	lea rax, [rdi + 24]
	mov dword ptr [rax + 8], 0
	mov qword ptr [rax], 0
.6:
	mov dword ptr [rdi + 36], 0
	xor eax, eax
.2:
	pop rbx
	pop r14
	pop rbp
.1:
	mov edx, 40
	ret
